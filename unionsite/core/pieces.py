"""Composed reads about pieces: what comes before and after, what is related, what a section lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext as _

from unionsite.core.models.pieces import PiecePage, PieceTag, kind_labels
from unionsite.core.request_values import nearest_page

PIECES_ON_A_PAGE = 15
TAGS_SHOWN = 14
RELATED_PIECES = 3


def siblings(piece: PiecePage) -> QuerySet[PiecePage]:
    """Return the published pieces in the same section, this piece among them."""
    return PiecePage.objects.sibling_of(piece).published().true_texts()


@dataclass(frozen=True)
class Surroundings:
    """What a reader may go on to: the pieces published before and after in the section, and related ones."""

    previous: PiecePage | None = None
    next: PiecePage | None = None
    related: tuple[PiecePage, ...] = ()


def surroundings(piece: PiecePage) -> Surroundings:
    """Return the neighbours in time, and pieces in the same language with most shared tags, newest first; one query."""
    if piece.first_published_at is None:
        return Surroundings()
    # The primary key decides between pieces of the same moment.
    moment, pk = piece.first_published_at, piece.pk
    beside = siblings(piece).values("pk")
    earlier = beside.filter(Q(first_published_at__lt=moment) | Q(first_published_at=moment, pk__lt=pk))
    later = beside.filter(Q(first_published_at__gt=moment) | Q(first_published_at=moment, pk__gt=pk))
    previous = earlier.order_by("-first_published_at", "-pk")[:1]
    following = later.order_by("first_published_at", "pk")[:1]
    found = (
        PiecePage.objects.filter(Q(pk=Subquery(previous)) | Q(pk=Subquery(following)) | Q(pk__in=related_keys(piece)))
        .annotate(previous=Subquery(previous), following=Subquery(following), shared_tags=shared_tags(piece))
        .order_by("-shared_tags", "-first_published_at", "-pk")
        .defer("body")
    )
    rows = list(found)
    return Surroundings(
        previous=next((row for row in rows if row.pk == row.previous), None),
        next=next((row for row in rows if row.pk == row.following), None),
        related=tuple(row for row in rows if row.shared_tags)[:RELATED_PIECES],
    )


def shared_tags(piece: PiecePage) -> Coalesce:
    """Return an expression for the number of tags that a row has in common with `piece`."""
    tags = PieceTag.objects.filter(content_object=piece.pk).values("tag")
    items = PieceTag.objects.filter(content_object=OuterRef("pk"), tag__in=tags)
    # An empty ordering: the default one would become part of the grouping.
    return Coalesce(
        Subquery(items.order_by().values("content_object").annotate(number=Count("pk")).values("number")), 0
    )


def related_keys(piece: PiecePage) -> QuerySet:
    tags = PieceTag.objects.filter(content_object=piece.pk).values("tag")
    return (
        PiecePage.objects.published()
        .true_texts()
        .filter(locale=piece.locale_id, pk__in=PieceTag.objects.filter(tag__in=tags).values("content_object"))
        .exclude(pk=piece.pk)
        .order_by(shared_tags(piece).desc(), "-first_published_at", "-pk")
        .values("pk")[:RELATED_PIECES]
    )


@dataclass(frozen=True)
class Choice:
    """One link of a filter row."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Listing:
    """A filtered page of pieces with what the template needs to move on."""

    page: PageOfRows
    kinds: list[Choice]
    years: list[Choice]
    tags: list[Choice]
    query: str
    is_filtered: bool


def read_filters(parameters) -> dict[str, str]:
    """Return `kind`, `year` and `tag` of a request's GET, each empty where it is missing or makes no sense."""
    kind, year = parameters.get("kind", ""), parameters.get("year", "")
    return {
        "kind": kind if kind in kind_labels() else "",
        # Other years have no date in Python or no beginning in UTC and would raise an error deep inside.
        "year": year if re.fullmatch(r"19\d\d|[2-9]\d{3}", year, re.ASCII) else "",
        "tag": parameters.get("tag", "")[:100].strip(),
    }


def is_opening(parameters) -> bool:
    """Return whether a reader asked for the beginning of a list, with all pieces."""
    return not any(read_filters(parameters).values()) and parameters.get("page", "1") == "1"


def listing_key(parameters) -> str | bool:
    """Return the key under which a list is remembered; False for a list asked for too rarely to be worth it."""
    wanted, page = read_filters(parameters), parameters.get("page", "1")
    if wanted["tag"] or not (page.isascii() and page.isdigit() and len(page) < 4):
        return False
    return f"{wanted['kind']} {wanted['year']} {int(page)}"


@dataclass(frozen=True)
class Chosen:
    """What a reader chose of the filters of a list: `wanted` by name, "" for all."""

    wanted: dict[str, str]

    def link(self, **changes: str) -> str:
        query = urlencode({name: value for name, value in {**self.wanted, **changes}.items() if value})
        return f"?{query}"

    @property
    def query(self) -> str:
        """The beginning of the query with which the other pages of the list are addressed."""
        query = self.link().partition("?")[2]
        return f"{query}&" if query else ""

    def choices(
        self, name: str, counted: list[tuple[str, str, int]], every: str, *, total: int | None = None
    ) -> list[Choice]:
        """Return a row of links, the first for all rows; empty where there is nothing to choose.

        `total` is their number where that is not the sum of the counts.
        """
        chosen = self.wanted[name]
        if len(counted) < 2 and not chosen:
            return []
        if total is None:
            total = sum(count for _value, _label, count in counted)
        row = [Choice(every, self.link(**{name: ""}), total, not chosen)]
        return row + [
            Choice(label, self.link(**{name: value}), count, chosen == value) for value, label, count in counted
        ]


@dataclass(frozen=True)
class Filters(Chosen):
    """Pieces and the filters that a reader chose, as `read_filters` returns them."""

    pieces: QuerySet[PiecePage]

    def narrowed(self, but: str = "") -> QuerySet[PiecePage]:
        """Return the pieces that match all filters except `but`, whose own choices are to be counted."""
        wanted = {name: value for name, value in self.wanted.items() if value and name != but}
        rows = self.pieces
        if kind := wanted.get("kind"):
            rows = rows.filter(kind=kind)
        if year := wanted.get("year"):
            rows = rows.filter(first_published_at__year=int(year))
        if tag := wanted.get("tag"):
            rows = rows.filter(pk__in=PieceTag.objects.filter(tag__name=tag).values("content_object"))
        return rows

    # An empty ordering: the default one would become part of the grouping.

    def kinds(self) -> list[tuple[str, str, int]]:
        counts = dict(self.narrowed("kind").order_by().values_list("kind").annotate(Count("pk")))
        return [(kind, str(label), counts[kind]) for kind, label in kind_labels().items() if kind in counts]

    def years(self) -> list[tuple[str, str, int]]:
        rows = self.narrowed("year").order_by().values_list(ExtractYear("first_published_at")).annotate(Count("pk"))
        return [(str(year), str(year), count) for year, count in sorted(rows, reverse=True) if year]

    def tags(self) -> list[tuple[str, str, int]]:
        rows = (
            PieceTag.objects.filter(content_object__in=self.narrowed("tag").order_by().values("pk"))
            .values_list("tag__name")
            .annotate(number=Count("pk"))
            .order_by("-number", "tag__name")[:TAGS_SHOWN]
        )
        return [(name, name, count) for name, count in rows]


def list_pieces(pieces: QuerySet[PiecePage], parameters, shapes: Iterable[str] = ("thumb",)) -> Listing:
    """Return pieces filtered by `kind`, `year` and `tag`, newest first; unknown parameters and values are ignored.

    `parameters` is a request's GET; a `page` that is no number or too large gives the nearest page. `shapes` are those
    in which the list shows covers. Five queries, two more for covers.
    """
    filters = Filters(read_filters(parameters), pieces)
    rows = filters.narrowed().newest_first().defer("body")
    if shapes:
        rows = rows.with_covers(*shapes)
    return Listing(
        page=nearest_page(Paginator(rows, PIECES_ON_A_PAGE), parameters.get("page")),
        kinds=filters.choices("kind", filters.kinds(), _("全部")),
        years=filters.choices("year", filters.years(), _("全部年份")),
        # A piece may have several tags, so a sum of their counts would mean nothing.
        tags=filters.choices("tag", filters.tags(), _("全部标签"), total=0),
        query=filters.query,
        is_filtered=any(filters.wanted.values()),
    )
