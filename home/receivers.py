"""The receivers of signals for contacts."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published

from home.models import HomePage, PlainPage
from home.people.models import Contact
from home.people.tasks import draw_picture
from unionsite.core import generation
from unionsite.operations.copies.services import changes


@receiver([post_save, post_delete], sender=Contact)
def contacts_changed(**_kwargs):
    # They stand on remembered parts of pages, and in the static copy: in lists of contacts, beside the next reception.
    generation.bump()
    changes.note_all(HomePage, PlainPage)


@receiver(published, sender=Contact)
def contact_published(instance, **_kwargs):
    transaction.on_commit(partial(draw_picture.enqueue, instance.pk))
