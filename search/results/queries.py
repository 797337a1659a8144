"""The composed read of the results page: what is found, filtered by section, kind, year and department, and paged."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search.analysis.snippets import Marker
from search.answers.queries import Found, is_about_same
from search.choices import HITS_ON_A_PAGE, LAWS, MOST_HITS, NEWEST_FROM, Order, Source
from search.index.models import SearchEntry, label_of_kind
from search.results.finding import LONG_AGO, Row, find
from search.results.place import Place
from search.typed_query import TypedQuery
from unionsite.accounts.models import Department
from unionsite.core.generation import remembered_of
from unionsite.core.pieces import Choice
from unionsite.core.queries import public_address
from unionsite.core.request_values import nearest_page


@dataclass(frozen=True)
class Shown:
    """One result as the page shows it; an article's `section` is its statute's category, `language` is given
    if it is not the page's own."""

    title: SafeString
    url: str
    snippet: SafeString
    kind: str
    section: str = ""
    published_at: datetime | None = None
    is_expired: bool = False
    language: str = ""


# Kinds of entries: answers (权益问答), and 工资福利.
ANSWERS, OWN_RULES = "rights.rightsanswerpage", "policy"
FACETS = ("type", "section", "kind", "year", "department")


@dataclass(frozen=True)
class Facet:
    """One way to filter what was found; the first of `choices` stands for all."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def picked(self) -> Choice | None:
        """Return what was chosen, or None."""
        return next((choice for choice in self.choices[1:] if choice.is_current), None)


class Results:
    """What is found for a query, best first; for a common word the best `MOST_HITS` of everything and of the pages.

    Parameters: the facets, `order=new` and `page`; values that no result has are ignored, as unknown parameters are.
    """

    def __init__(self, *, query: TypedQuery, place: Place, parameters, found: Found):
        self.place = place
        self.is_exact = bool(parameters.get("exact"))
        hits = find(query, place, is_exact=self.is_exact)
        self.query, self.rows, self.scores = hits.query, hits.rows, hits.scores
        self.marker = Marker(self.query.parsed)
        self.chosen = {
            name: value
            for name in FACETS
            if (value := parameters.get(name, "")) and any(str(getattr(row, name)) == value for row in self.rows)
        }
        if parameters.get("type") in Source.values:
            self.chosen["type"] = parameters["type"]
        if (slug := parameters.get("section")) and (slug == LAWS or any(s.slug == slug for s in place.sections)):
            self.chosen["section"] = slug
        self.own: Row | None = None
        if not self.chosen:
            self._set_apart(found, timezone.localdate(place.now))
        self.order = Order.NEWEST if parameters.get("order") == Order.NEWEST else Order.BEST
        # What is counted and shown; with the newest first this is not everything that was found.
        self.ordered = self.rows if self.order == Order.BEST else self._newest_first()
        self.page = nearest_page(Paginator(self._passing(self.ordered), HITS_ON_A_PAGE), parameters.get("page"))

    def _set_apart(self, found: Found, today: date) -> None:
        """Leave out the answers that stand above, and the newest of the union's own rules in force, which stands in one
        that is stated."""
        if found.answer:
            near = [
                row
                for row in self.rows[:HITS_ON_A_PAGE]
                if row.kind == OWN_RULES and not (row.valid_until and row.valid_until < today)
            ]
            rules = [row for row in near if is_about_same(self.query.text, row.title)]
            self.own = max(rules, key=lambda row: row.published_at or LONG_AGO, default=None)
        above = {one.title for one in (found.answer, *found.likely) if one}
        self.rows = [
            row for row in self.rows if row is not self.own and not (row.kind == ANSWERS and row.title in above)
        ]

    @property
    def is_loosened(self) -> bool:
        """Whether the results have only parts of the words."""
        return bool(self.query.loosened and self.rows)

    def _passing(self, rows: list[Row], but: str = "") -> list[Row]:
        """Return the rows that have what was chosen, in all filters but one."""
        wanted = [(name, value) for name, value in self.chosen.items() if name != but]
        return (
            [row for row in rows if all(str(getattr(row, name)) == value for name, value in wanted)] if wanted else rows
        )

    def _newest_first(self) -> list[Row]:
        """Return results good enough beside others of their type; one that merely has one of the words is not news."""
        best: dict[str, float] = {}
        for row in self.rows:
            best[row.type] = max(best.get(row.type, 0.0), self.scores[row.pk])
        good = [row for row in self.rows if self.scores[row.pk] >= NEWEST_FROM * best[row.type]]
        return sorted(good, key=lambda row: row.published_at or LONG_AGO, reverse=True)

    # --- What is shown ---

    @property
    def shown(self) -> list[Shown]:
        """Return the results on this page."""
        return [self._show(self._read[row.pk]) for row in self.page.object_list if row.pk in self._read]

    @property
    def shown_own(self) -> Shown | None:
        """Return the union's own rule that stands beside the answer."""
        entry = self.own and self._read.get(self.own.pk)
        return self._show(entry) if entry else None

    @cached_property
    def _read(self) -> dict[int, SearchEntry]:
        keys = [row.pk for row in self.page.object_list] + ([self.own.pk] if self.own else [])
        return self.place.entries.for_showing().in_bulk(keys) if keys else {}

    def _show(self, entry: SearchEntry) -> Shown:
        title = self.marker.highlight(entry.title)
        if article := entry.article:
            return Shown(
                title=title,
                url=article.statute.url if entry.title == article.statute.marked_title else article.url,
                snippet=self.marker.snippet([entry.text]),
                kind=Source.LAWS.label,
                section=article.statute.get_category_display(),
                language=self.place.language_of_laws,
            )
        section = self.place.section_of(entry.path)
        return Shown(
            title=title,
            url=public_address(entry.url_path),
            snippet=self.marker.snippet([entry.summary, entry.shown_text]),
            kind=entry.kind_label,
            section=section.title if section else "",
            published_at=entry.published_at,
            is_expired=entry.is_expired,
        )

    @property
    def total(self) -> int:
        """Return the number of results without the filters."""
        return len(self.rows)

    @property
    def is_full(self) -> bool:
        """Whether there may be more results than are counted."""
        return self.page.paginator.count >= MOST_HITS

    def link(self, **changes: str) -> str:
        """Return the address with these parameters changed, on its first page."""
        pairs = {"q": self.query.typed, **self.chosen, **changes}
        if self.order == Order.NEWEST:
            pairs = {"order": Order.NEWEST, **pairs}
        if self.is_exact:
            pairs["exact"] = "1"
        q = {"q": pairs.pop("q")}
        return f"?{urlencode({**q, **{name: value for name, value in pairs.items() if value}})}"

    @property
    def unfiltered_url(self) -> str:
        """Return the address of all results, best first."""
        return self.link(order="", **dict.fromkeys(FACETS, ""))

    @property
    def unpicked_url(self) -> str:
        """Return the address without the choices that `picked` lists."""
        return self.link(**dict.fromkeys(FACETS[1:], ""))

    @property
    def picked(self) -> list[Choice]:
        """Return the chosen facets, each with the address without it."""
        chosen = [(facet.name, choice) for facet in self.facets if (choice := facet.picked)]
        return [Choice(choice.label, self.link(**{name: ""}), choice.count, True) for name, choice in chosen]

    @property
    def pager_query(self) -> str:
        return self.link().removeprefix("?") + "&"

    @property
    def orders(self) -> list[Choice]:
        """Return the choices of order; none if fewer than two of the results shown have a date."""
        dated = sum(row.published_at is not None for row in self._passing(self.rows))
        if dated < 2 and self.order == Order.BEST:
            return []
        return [
            Choice(order.label, self.link(order="" if order == Order.BEST else order), 0, self.order == order)
            for order in Order
        ]

    @property
    def types(self) -> Facet:
        """Return the tabs, with the number of results behind each."""
        return self._facet("type", _("按类型"), _("全部"), Source.values, lambda value: str(Source(value).label))

    @cached_property
    def facets(self) -> list[Facet]:
        """Return the other filters, as far as there is something to choose."""
        sections = {item.slug: item.title for item in self.place.sections} | {LAWS: _("法规库")}
        years = sorted({str(row.year) for row in self.rows if row.year}, reverse=True)
        kinds = [kind for kind, _number in Counter(row.kind for row in self.ordered).most_common()]
        made = [
            self._facet("section", _("栏目"), _("全部栏目"), sections, lambda value: sections[value]),
            self._facet("kind", _("类别"), _("全部类别"), kinds, label_of_kind),
            self._facet("year", _("年份"), _("全部年份"), years, str),
        ]
        if any(row.department for row in self.rows):
            names = department_names(get_language() or settings.LANGUAGE_CODE)
            departments = [str(pk) for pk in names]
            made.append(
                self._facet("department", _("部门"), _("全部部门"), departments, lambda pk: names.get(int(pk), ""))
            )
        return [facet for facet in made if len(facet.choices) > 2 or facet.name in self.chosen]

    def _facet(self, name: str, label: str, every: str, values: Iterable[str], label_of: Callable[[str], str]) -> Facet:
        rows = self._passing(self.ordered, but=name)
        # Rows share few values: each is written as text once.
        counts = {str(value): number for value, number in Counter(map(attrgetter(name), rows)).items()}
        chosen = self.chosen.get(name, "")
        choices = [Choice(every, self.link(**{name: ""}), len(rows), not chosen)]
        for value in values:
            number = counts.get(value, 0)
            if number or value == chosen or name == "type":
                choices.append(Choice(label_of(value), self.link(**{name: value}), number, value == chosen))
        return Facet(name, label, choices)


@remembered_of()
def department_names(language: str) -> dict[int, str]:
    rows: list[tuple[Any, ...]] = list(Department.objects.values_list("pk", "name", "name_en"))
    return {pk: (english or name) if language != settings.LANGUAGE_CODE else name for pk, name, english in rows}
