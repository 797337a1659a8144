"""Which topics of what is remembered a published page renews: those of the lists that show it where that is sure, else
everything there is."""

from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from unionsite.core.generation import PIECES, below, tagged
from unionsite.core.models.pages import BasePage
from unionsite.core.models.pieces import PiecePage, PieceTag

EVERYTHING: tuple[str, ...] = ()
# Types whose objects pages show, and the topics that a change of one renews. Apps above add theirs.
SHOWN_UNDER: dict[type[Model], tuple[str, ...]] = {}
# Types of pages that read each page they name under its own topics; apps above add theirs.
READ_BY_TOPICS: set[type[Page]] = set()
_KNOWN = ("live", "url_path", "title", "show_in_menus", "last_published_at")


def note_former(page: Page) -> None:
    """Keep with a live page that is about to be saved what readers know of it so far."""
    # Nobody but pieces and pages with a topic is ever asked.
    if isinstance(page, BasePage) and (page.shown_under or isinstance(page, PiecePage)):
        page._known_before = Page.objects.filter(pk=page.pk).values(*_KNOWN).first() or {}
        page._tagged_before = set(PieceTag.objects.filter(content_object=page.pk).values_list("tag", flat=True))
        page._renews = None


def topics_of(page: Page) -> tuple[str, ...]:
    """Return the topics that the last saving of a live page has changed; `EVERYTHING` where that is in doubt.

    A piece stands in lists, beside its neighbours, in its feed and among those with a tag of its own; another page in
    what its type is `shown_under`. Of everything is the change of one that a menu or another page names, that has got
    another address, that is now there in one more language, or that was saved without being published.
    """
    if not isinstance(page, BasePage):
        return EVERYTHING
    if getattr(page, "_renews", None) is None:
        page._renews = _renewed(page, getattr(page, "_known_before", None))
    return page._renews


def _renewed(page: BasePage, former: Mapping[str, Any] | None) -> tuple[str, ...]:
    if former is None or not is_plain_publication(page, former) or is_named_by_pages(page):
        return EVERYTHING
    if not isinstance(page, PiecePage):
        return (PIECES, page.shown_under)
    tags = page._tagged_before | {tag.pk for tag in page.tags.all()}
    return (PIECES, below(page.path[: -page.steplen]), *map(tagged, sorted(tags)))


def is_plain_publication(page: Page, former: Mapping[str, Any]) -> bool:
    """Whether nothing but the text of a live page is new; `former` is its row before, empty for a new one."""
    if page.show_in_menus or former.get("show_in_menus"):
        return False
    # Pages below show the title on their way up.
    if page.numchild and former.get("title") != page.title:
        return False
    if not former.get("live"):
        # Pages in other languages link to it now.
        others = Page.objects.filter(translation_key=page.translation_key, live=True, alias_of=None)
        return page.alias_of_id is not None or not others.exclude(pk=page.pk).exists()
    return former["url_path"] == page.url_path and former["last_published_at"] != page.last_published_at


def is_named_by_pages(page: Page) -> bool:
    kind = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(page).filter(base_content_type=kind)
    by_topics = ContentType.objects.get_for_models(*READ_BY_TOPICS).values()
    return references.exclude(object_id=str(page.pk)).exclude(content_type__in=by_topics).exists()
