"""The receivers of signals for contacts."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import published

from home.people.models import Contact
from home.people.tasks import draw_picture
from unionsite.core import generation
from unionsite.core.publication import Stage, join


@receiver([post_save, post_delete], sender=Contact)
def contacts_changed(**_kwargs):
    # They stand on remembered parts of pages: in lists of contacts, beside the next reception.
    generation.bump()


def contact_published(contact):
    draw_picture.enqueue(contact.pk)


join(published, Stage.WORKER, contact_published, "the picture is drawn in all sizes", of=Contact)
