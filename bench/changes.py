"""Changes as staff make them, to measure the first request after each. Needs Django set up."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from wagtail.models import Page

from home.models import PlainPage
from interact.activities.models import VotePage
from interact.models import AnswerPage
from rights.models import RightsAnswerPage
from tests.releasing import publish
from unionsite.core.models import PiecePage, SiteSettings

HOME = 2  # depth of the home page in the tree


def first(model: type[Page]) -> Page:
    pages = model.objects.exact_type(model).filter(locale__language_code=settings.LANGUAGE_CODE, live=True)
    return pages.order_by("path").first()


def publish_again(page: Page) -> None:
    publish(page.specific_class.objects.get(pk=page.pk))


def save_settings() -> None:
    SiteSettings.objects.first().save()


def chinese_pieces():
    return PiecePage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).order_by("-first_published_at")


def piece_on(page: Page) -> Page | None:
    """The page by whose publication a page changes: a piece and an answer itself, a list its newest piece."""
    is_own = isinstance(page, PiecePage | RightsAnswerPage)
    return page if is_own else chinese_pieces().descendant_of(page).first()


def piece_elsewhere(page: Page) -> Page:
    """The newest piece of another section; the home page shows those of all."""
    pieces = chinese_pieces()
    if page.depth > HOME:
        section = page.get_ancestors(inclusive=True).get(depth=HOME + 1)
        pieces = pieces.not_descendant_of(section, inclusive=True)
    return pieces.first()


# What is no piece, by what it is called in the tables.
OTHERS: dict[str, Callable[[], None]] = {
    "answer": lambda: publish_again(first(RightsAnswerPage)),
    "reply": lambda: publish_again(first(AnswerPage)),
    "activity": lambda: publish_again(first(VotePage)),
    "text": lambda: publish_again(first(PlainPage)),
    "setting": save_settings,
}
