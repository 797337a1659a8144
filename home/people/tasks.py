"""Background work on contacts."""

from django_tasks import task

from home.people.models import Contact
from home.people.queries import SHAPE
from unionsite.core.pictures import draw, specs_of


@task()
def draw_picture(contact_id: int) -> None:
    """Draw the picture of a contact in the sizes that pages show; does nothing for one without, or gone meanwhile."""
    contact = Contact.objects.filter(pk=contact_id).select_related("picture").first()
    if contact and contact.picture:
        draw(contact.picture, specs_of(SHAPE))
