"""Composed reads about pieces: what comes before and after, what is related, what a section lists."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from unionsite.core.models.listed import ListedPiece
from unionsite.core.models.pieces import PiecePage, kind_labels
from unionsite.core.request_values import nearest_page

PIECES_ON_A_PAGE = 15
TAGS_SHOWN = 14
# Tags to choose from are those of so many of the newest pieces.
TAGS_FROM = 1000
RELATED_PIECES = 3
# Related pieces are looked for among so many of the newest with each of so many tags.
RELATED_FROM = 50
RELATED_TAGS = 10


def pieces_in(rows: QuerySet[ListedPiece]) -> QuerySet[PiecePage]:
    """Return the published pieces that some rows name, newest first, without their texts; rows may be a slice."""
    pieces = PiecePage.objects.published().true_texts().filter(pk__in=rows.values("piece"))
    return pieces.newest_first().defer("body")


@dataclass(frozen=True)
class Surroundings:
    """What a reader may go on to: the pieces published before and after in the section, and related ones."""

    previous: PiecePage | None = None
    next: PiecePage | None = None
    related: tuple[PiecePage, ...] = ()


def surroundings(piece: PiecePage) -> Surroundings:
    """Return the neighbours in time, and pieces in the same language with most shared tags, newest first.

    Three queries with that of the tags, none of which reads more of a larger site.
    """
    if piece.first_published_at is None:
        return Surroundings()
    # One query, which takes each slice out of an index; SQLite takes slices into a union only one level down.
    slices = [*_neighbours(piece), *_with_a_tag_of(piece)]
    first, *others = [ListedPiece.objects.filter(pk__in=rows.values("pk")) for rows in slices]
    rows = first.union(*others, all=True).values_list("piece", "at", "tag")
    rows = sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)
    here = (piece.first_published_at, piece.pk)
    previous = next((key for key, at, tag in rows if tag is None and (at, key) < here), None)
    following = next((key for key, at, tag in rows if tag is None and (at, key) > here), None)
    # Of as many shared tags the newest first, as the rows are.
    shared = Counter(key for key, _at, tag in rows if tag and key != piece.pk).most_common(RELATED_PIECES)
    related = [key for key, _number in shared]
    pieces = PiecePage.objects.published().true_texts().filter(pk__in={previous, following, *related} - {None})
    found = {row.pk: row for row in pieces.defer("body")}
    return Surroundings(
        previous=found.get(previous),
        next=found.get(following),
        related=tuple(found[key] for key in related if key in found),
    )


def _neighbours(piece: PiecePage) -> list[QuerySet[ListedPiece]]:
    """Return the rows of the pieces before and after one in its section."""
    section = Page.objects.filter(path=piece.path[: -Page.steplen]).values("pk")
    beside = ListedPiece.objects.current(timezone.now()).tagged("").filter(section=Subquery(section))
    # The primary key decides between pieces of the same moment.
    moment, pk = piece.first_published_at, piece.pk
    earlier = beside.filter(at__lte=moment).filter(Q(at__lt=moment) | Q(piece__lt=pk))
    later = beside.filter(at__gte=moment).filter(Q(at__gt=moment) | Q(piece__gt=pk))
    return [earlier.newest()[:1], later.order_by("at", "piece")[:1]]


def _with_a_tag_of(piece: PiecePage) -> list[QuerySet[ListedPiece]]:
    """Return, for each tag of a piece, the rows of the newest pieces with it; older ones nobody would be led to."""
    rows = ListedPiece.objects.current(timezone.now()).filter(locale=piece.locale_id)
    return [rows.filter(tag=tag.pk).newest()[:RELATED_FROM] for tag in piece.own_tags[:RELATED_TAGS]]


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
    # A number as our own links write it: 01 is page 1, but not the opening.
    if wanted["tag"] or not re.fullmatch(r"[1-9]\d{0,2}", page, re.ASCII):
        return False
    return f"{wanted['kind']} {wanted['year']} {page}"


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
    """Rows of a list and the filters that a reader chose, as `read_filters` returns them."""

    rows: QuerySet[ListedPiece]

    def narrowed(self, *but: str) -> QuerySet[ListedPiece]:
        """Return the rows that match all filters except `but`, one for each piece."""
        kind, year, tag = ("" if name in but else self.wanted[name] for name in ("kind", "year", "tag"))
        rows = self.rows.tagged(tag)
        if kind:
            rows = rows.filter(kind=kind)
        if year:
            # Each as the index has it that is walked then: by kind and year, or by date.
            rows = rows.filter(year=int(year)) if kind else rows.filter(at__year=int(year))
        return rows

    def newest(self) -> QuerySet[ListedPiece]:
        """Return the rows that match all filters, newest first, in the order of the index that is walked then."""
        rows, wanted = self.narrowed(), self.wanted
        if wanted["kind"] and not (wanted["year"] or wanted["tag"]):
            return rows.order_by("-year", "-at", "-piece")
        return rows.newest()

    @cached_property
    def numbers(self) -> dict[tuple[str, int], int]:
        """Return how many pieces of each kind and year match the chosen tag; one query for all that is counted."""
        rows = self.narrowed("kind", "year").values_list("kind", "year")
        return {(kind, year): count for kind, year, count in rows.annotate(Count("piece"))}

    def _sums(self, place: int, other: str) -> Counter:
        """Return sums of `numbers` by one part of their keys, where the other part is what a reader chose of it."""
        sums, chosen = Counter(), self.wanted[other]
        for key, count in self.numbers.items():
            if chosen in ("", str(key[1 - place])):
                sums[key[place]] += count
        return sums

    def kinds(self) -> list[tuple[str, str, int]]:
        counts = self._sums(0, "year")
        return [(kind, str(label), counts[kind]) for kind, label in kind_labels().items() if kind in counts]

    def years(self) -> list[tuple[str, str, int]]:
        counts = self._sums(1, "kind")
        return [(str(year), str(year), count) for year, count in sorted(counts.items(), reverse=True) if year]

    def tags(self) -> list[tuple[str, str, int]]:
        # Of the newest alone, so that tags that nobody uses any more do not stand there, nor are counted for ever.
        newest = self.narrowed("tag").newest()[:TAGS_FROM].values("piece")
        rows = ListedPiece.objects.filter(tag__isnull=False, piece__in=newest).values_list("tag__name")
        rows = rows.annotate(number=Count("piece")).order_by("-number", "tag__name")[:TAGS_SHOWN]
        return [(name, name, count) for name, count in rows]

    @property
    def total(self) -> int:
        counts, kind = self._sums(0, "year"), self.wanted["kind"]
        return counts[kind] if kind else counts.total()

    def page(self, number: str | None, shapes: Iterable[str] = ()) -> PageOfRows:
        """Return a page of the pieces that match, newest first; the nearest one to what is no number or too large."""
        return nearest_page(Paginator(RowsOfPieces(self, tuple(shapes)), PIECES_ON_A_PAGE), number)


@dataclass(frozen=True)
class RowsOfPieces:
    """What Django's paginator divides: it is counted from memory, and only the pieces of one page are read."""

    filters: Filters
    shapes: tuple[str, ...]

    def count(self) -> int:
        return self.filters.total

    def __len__(self) -> int:
        return self.filters.total

    def __getitem__(self, part: slice) -> QuerySet[PiecePage]:
        pieces = pieces_in(self.filters.newest()[part])
        return pieces.with_covers(*self.shapes) if self.shapes else pieces


def list_pieces(rows: QuerySet[ListedPiece], parameters, shapes: Iterable[str] = ("thumb",)) -> Listing:
    """Return pieces filtered by `kind`, `year` and `tag`, newest first; unknown parameters and values are ignored.

    `parameters` is a request's GET; a `page` that is no number or too large gives the nearest page. `shapes` are those
    in which the list shows covers. Three queries, two more for covers.
    """
    filters = Filters(read_filters(parameters), rows)
    return Listing(
        page=filters.page(parameters.get("page"), shapes),
        kinds=filters.choices("kind", filters.kinds(), _("全部")),
        years=filters.choices("year", filters.years(), _("全部年份")),
        # A piece may have several tags, so a sum of their counts would mean nothing.
        tags=filters.choices("tag", filters.tags(), _("全部标签"), total=0),
        query=filters.query,
        is_filtered=any(filters.wanted.values()),
    )
