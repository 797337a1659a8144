"""The receivers of signals for contacts."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published

from home.people.models import Contact
from home.people.tasks import draw_picture
from unionsite.core import generation


@receiver([post_save, post_delete], sender=Contact)
def contacts_changed(**_kwargs):
    # They stand on remembered parts of pages.
    generation.bump()


@receiver(published, sender=Contact)
def contact_published(instance, **_kwargs):
    transaction.on_commit(partial(draw_picture.enqueue, instance.pk))
