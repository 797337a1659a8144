"""Where a search looks, and what a reader is offered before it: titles while typing, common tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count
from django.utils.functional import cached_property
from wagtail.models import Page

from search.analysis.normalise import normalise, runs
from search.choices import MOST_SUGGESTIONS, TAGS_SHOWN
from search.index.models import SearchEntry, SearchEntryQuerySet
from unionsite.core.models import PiecePage, PieceTag
from unionsite.core.queries import MenuItem, menu
from unionsite.laws.choices import Category
from unionsite.laws.models import library_path

LOOKED_AT = 60
LONGEST_BEGINNING = 100


def suggest(typed: str, entries: SearchEntryQuerySet) -> list[str]:
    """Return at most `MOST_SUGGESTIONS` titles, those that begin as typed first; of articles only the statute's.

    Statutes of other places come last: a name that many of them share would fill the list.
    """
    begun = "".join(run[0] for run in runs(normalise(typed[:LONGEST_BEGINNING])))
    if not begun:
        return []
    found = entries.select_related("article__statute").defer("text", "summary").autocomplete(typed[:LONGEST_BEGINNING])
    is_local: dict[str, bool] = {}
    for entry in found[:LOOKED_AT]:
        statute = entry.article.statute if entry.article else None
        title = statute.short_title if statute else entry.title
        is_local.setdefault(title, bool(statute and statute.category == Category.LOCAL))
    ordered = sorted(
        is_local, key=lambda title: (not normalise(title).lstrip("《“").startswith(begun), is_local[title])
    )
    return ordered[:MOST_SUGGESTIONS]


@dataclass(frozen=True)
class Place:
    """Where and when a search looks: the language, and its home page (None on a site without one)."""

    language: str
    root: Page | None
    now: datetime

    @cached_property
    def sections(self) -> tuple[MenuItem, ...]:
        return menu(self.root.path) if self.root else ()

    @property
    def key(self) -> tuple:
        """Return what tells this place from others."""
        return self.language, self.root.pk if self.root else None

    @property
    def language_of_laws(self) -> str:
        """Return the language of statutes if it is not that of the page, else ""."""
        return settings.LANGUAGE_CODE if self.language != settings.LANGUAGE_CODE else ""

    @property
    def library_url(self) -> str:
        """Return the law library's address; "" if it is not in the navigation."""
        urls = {child.url for section in self.sections for child in section.children}
        return library_path() if library_path() in urls else ""

    def section_of(self, path: str) -> MenuItem | None:
        """Return the section that a page lies in, by tree paths; a section does not lie in itself."""
        return next((item for item in self.sections if path.startswith(item.path) and path != item.path), None)

    @cached_property
    def entries(self) -> SearchEntryQuerySet:
        """Return what anyone may find from here."""
        return SearchEntry.objects.seen_from(self.root).public(self.now)


def common_tags(place: Place) -> list[str]:
    """Return the tags of most published pieces in this language, for a reader with no word in mind; one query."""
    if place.root is None:
        return []
    pieces = PiecePage.objects.published().true_texts().filter(locale=place.root.locale_id)
    tags = PieceTag.objects.filter(content_object__in=pieces.order_by().values("pk")).values("tag__name")
    counted = tags.annotate(number=Count("pk")).order_by("-number", "tag__name")
    return list(counted.values_list("tag__name", flat=True)[:TAGS_SHOWN])
