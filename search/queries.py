"""The composed read of the results page: hits of both sources in one order, counted and paged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, F
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from search.choices import HITS_ON_A_PAGE, TAGS_SHOWN, Source
from search.models import SearchEntry
from search.querysets import best_articles_first, count_articles_by_rank, matching_articles
from search.words import SearchQuery, highlight, make_snippet, pattern_of
from unionsite.core.models import PiecePage, PieceTag
from unionsite.core.paging import nearest_page
from unionsite.core.pieces import Choice
from unionsite.core.queries import MenuItem, language_prefix, menu
from unionsite.laws.models import StatuteArticle, library_path


@dataclass(frozen=True)
class Hit:
    """One result as the page shows it; `section` of an article is its statute's category, `language` given where it is
    not that of the page."""

    title: SafeString
    url: str
    snippet: SafeString
    kind: str
    section: str = ""
    published_at: datetime | None = None
    is_expired: bool = False
    language: str = ""


@dataclass(frozen=True)
class Place:
    """Where is searched: the language, its home page (None on a site without one) and the sections below it."""

    language: str
    root: Page | None
    sections: tuple[MenuItem, ...]

    @classmethod
    def of(cls, language: str, root: Page | None) -> Place:
        sections = menu(root.path, root.url_path, language_prefix(language)) if root else ()
        return cls(language, root, sections)

    @property
    def library_url(self) -> str:
        """The law library's address, or nothing where it is not in the navigation."""
        urls = {child.url for section in self.sections for child in section.children}
        return library_path() if library_path() in urls else ""

    def section_of(self, path: str) -> MenuItem | None:
        """The section that a page lies in, by tree paths; a section is not inside itself."""
        return next((item for item in self.sections if path.startswith(item.path) and path != item.path), None)


class HitSequence:
    """The one order of hits of several sources, for a paginator.

    `levels` are (rank, number of hits, source), best first: all hits of one source with one rank. As every source is
    sorted by rank itself, a slice of the whole takes one run of each: `fetch(source, start, stop)` reads it.
    """

    def __init__(self, levels: list[tuple[int, int, str]], fetch: Callable[[str, int, int], list[Hit]]):
        self.levels = levels
        self.fetch = fetch

    def __len__(self):
        return sum(number for _rank, number, _source in self.levels)

    def __getitem__(self, wanted: slice) -> list[Hit]:
        parts: list[tuple[str, int]] = []
        runs: dict[str, tuple[int, int]] = {}
        passed: Counter[str] = Counter()
        at = 0
        for _rank, number, source in self.levels:
            start, stop = max(wanted.start - at, 0), min(wanted.stop - at, number)
            if start < stop:
                parts.append((source, stop - start))
                first, _last = runs.get(source, (passed[source] + start, 0))
                runs[source] = (first, passed[source] + stop)
            passed[source] += number
            at += number
        hits = {source: iter(self.fetch(source, *run)) for source, run in runs.items()}
        return [hit for source, number in parts for hit in islice(hits[source], number)]


class Results:
    """What is found for a query: two counting queries at once, two more for a page of hits.

    `type` is a value of `Source` or empty for both; `section` is the slug of a section and keeps to its pages. Unknown
    values are ignored.
    """

    def __init__(self, *, query: SearchQuery, place: Place, parameters, now: datetime):
        self.query = query
        self.place = place
        self.pattern = pattern_of(query.words)
        wanted = parameters.get("type", "")
        slug = parameters.get("section", "")
        self.section = next((item for item in place.sections if item.slug == slug), None)
        self.type = Source.PAGES if self.section else wanted if wanted in Source.values else ""
        self.entries = self._entries(now)
        self.articles = best_articles_first(matching_articles(query.text, query.words))
        self.entry_counts = self._count_entries()
        self.article_counts = count_articles_by_rank(self.articles)
        hits = HitSequence(self._levels(), self._fetch)
        self.page = nearest_page(Paginator(hits, HITS_ON_A_PAGE), parameters.get("page"))

    def _entries(self, now):
        if self.place.root is None:
            return SearchEntry.objects.none()
        entries = SearchEntry.objects.filter(locale=self.place.root.locale_id).below(self.place.root).public(now)
        return entries.matching(self.query.words).best_first()

    def _count_entries(self) -> list[tuple[int, str, int]]:
        if self.place.root is None:
            return []
        return self.entries.count_by_rank_and_section(len(self.place.root.path) + Page.steplen)

    def _levels(self) -> list[tuple[int, int, str]]:
        """What the filters let through, as `HitSequence` wants it."""
        levels = []
        if self.type != Source.LAWS:
            levels += [
                (rank, number, Source.PAGES)
                for rank, path, number in self.entry_counts
                if self.section is None or path == self.section.path
            ]
        if self.type != Source.PAGES:
            levels += [(rank, number, Source.LAWS) for rank, number in self.article_counts.items()]
        return sorted(levels, key=lambda level: (level[0], level[2] == Source.LAWS))

    def _fetch(self, source: str, start: int, stop: int) -> list[Hit]:
        if source == Source.LAWS:
            articles = self.articles.defer("statute__history", "statute__preamble")
            return [self._article_hit(article) for article in articles[start:stop]]
        entries = self.entries
        if self.section:
            entries = entries.filter(page__path__startswith=self.section.path)
        entries = entries.annotate(url_path=F("page__url_path"), path=F("page__path"))
        return [self._page_hit(entry) for entry in entries[start:stop]]

    # --- What is shown ---

    def _page_hit(self, entry: SearchEntry) -> Hit:
        section = self.place.section_of(entry.path)
        return Hit(
            title=highlight(entry.title, self.pattern),
            url=language_prefix(self.place.language) + entry.url_path.removeprefix(self.place.root.url_path),
            snippet=make_snippet([entry.summary, entry.text], self.pattern),
            kind=entry.kind_label,
            section=section.title if section else "",
            published_at=entry.published_at,
            is_expired=entry.is_expired,
        )

    def _article_hit(self, article: StatuteArticle) -> Hit:
        return Hit(
            title=highlight(str(article), self.pattern),
            url=getattr(article, "url", ""),
            snippet=make_snippet([article.text], self.pattern),
            kind=Source.LAWS.label,
            section=article.statute.get_category_display(),
            language=settings.LANGUAGE_CODE if self.place.language != settings.LANGUAGE_CODE else "",
        )

    @property
    def page_count(self) -> int:
        return sum(number for _rank, _path, number in self.entry_counts)

    @property
    def article_count(self) -> int:
        return sum(self.article_counts.values())

    @property
    def total(self) -> int:
        """Hits without the filters."""
        return self.page_count + self.article_count

    def link(self, **filters: str) -> str:
        pairs = {"q": self.query.text, **{name: value for name, value in filters.items() if value}}
        return f"?{urlencode(pairs)}"

    @property
    def pager_query(self) -> str:
        section = self.section.slug if self.section else ""
        return self.link(type=self.type, section=section).removeprefix("?") + "&"

    @property
    def types(self) -> list[Choice]:
        """The tabs, with the number of hits behind each."""
        counts = {Source.PAGES: self.page_count, Source.LAWS: self.article_count}
        every = Choice(_("全部"), self.link(), self.total, not self.type)
        return [every] + [
            Choice(source.label, self.link(type=source), counts[source], self.type == source) for source in Source
        ]

    @property
    def sections(self) -> list[Choice]:
        """Sections with hits, beside the pages' tab; empty where there is nothing to choose."""
        if self.type != Source.PAGES:
            return []
        counts: dict[str, int] = {}
        for _rank, path, number in self.entry_counts:
            counts[path] = counts.get(path, 0) + number
        found = [item for item in self.place.sections if item.path in counts]
        if not self.section and (not found or len(counts) < 2):
            return []
        every = Choice(_("全部栏目"), self.link(type=Source.PAGES), self.page_count, self.section is None)
        return [every] + [
            Choice(item.title, self.link(type=Source.PAGES, section=item.slug), counts[item.path], item is self.section)
            for item in found
        ]


def common_tags(place: Place) -> list[str]:
    """The tags that most published pieces of this language carry, for a reader with no word in mind; one query."""
    if place.root is None:
        return []
    pieces = PiecePage.objects.published().true_texts().filter(locale=place.root.locale_id)
    tags = PieceTag.objects.filter(content_object__in=pieces.order_by().values("pk")).values("tag__name")
    counted = tags.annotate(number=Count("pk")).order_by("-number", "tag__name")
    return list(counted.values_list("tag__name", flat=True)[:TAGS_SHOWN])
