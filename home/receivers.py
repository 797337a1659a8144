"""The receivers of signals for contacts."""

from wagtail.signals import published

from home.models import HomePage
from home.people.models import Contact
from home.people.tasks import draw_picture
from unionsite.core.generation import CONTACTS
from unionsite.core.publication import Stage, join
from unionsite.core.renewal import READ_BY_TOPICS, SHOWN_UNDER

# In lists of contacts, and beside the next reception.
SHOWN_UNDER[Contact] = (CONTACTS,)
READ_BY_TOPICS.add(HomePage)


def contact_published(contact):
    draw_picture.enqueue(contact.pk)


join(published, Stage.WORKER, contact_published, "the picture is drawn in all sizes", of=Contact)
