"""Work after a request: the pictures of a published page in all sizes that pages show; each night: rows of lists."""

from collections import defaultdict

from django_tasks import task
from wagtail.models import Page

from unionsite.core import generation
from unionsite.core.listed import list_all
from unionsite.core.pictures import draw, pictures_in, specs_of


def enqueue_pictures(page: Page) -> None:
    """Enqueue the drawing of the page's renditions, so that no reader waits for them."""
    if hasattr(page, "picture_values"):
        draw_pictures.enqueue(page.pk)


@task()
def draw_pictures(page_id: int) -> None:
    """Draw every rendition that the page or a list may show; does nothing for a page that is gone meanwhile."""
    page = Page.objects.filter(pk=page_id).specific().first()
    if page is None or not hasattr(page, "picture_values"):
        return
    cover = getattr(page, "cover", None)
    wanted = defaultdict(set)
    for value in page.picture_values():
        for picture in pictures_in(value):
            wanted[picture].update(page.cover_shapes if value == cover else ["story"])
    for picture, shapes in wanted.items():
        draw(picture, specs_of(*shapes))


def mend_lists() -> None:
    """Bring rows of lists up to date that something changed past the signals: a fill of the database, another
    program."""
    if list_all():
        generation.bump()
