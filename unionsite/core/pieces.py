"""Composed reads about pieces: what comes before and after, what is related, what a section lists."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfRows
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from unionsite.core.models.pieces import PiecePage, PieceTag, kind_labels
from unionsite.core.paging import nearest_page

PIECES_ON_A_PAGE = 15
TAGS_SHOWN = 14


def siblings(piece: PiecePage) -> QuerySet[PiecePage]:
    """Published pieces beside this one, itself among them."""
    return PiecePage.objects.sibling_of(piece).published().true_texts()


def neighbours(piece: PiecePage) -> tuple[PiecePage | None, PiecePage | None]:
    """(the one published before, the one after) in the same section, in one query."""
    if piece.first_published_at is None:
        return None, None
    # The primary key decides between pieces of the same minute.
    moment, pk = piece.first_published_at, piece.pk
    earlier = siblings(piece).filter(Q(first_published_at__lt=moment) | Q(first_published_at=moment, pk__lt=pk))
    later = siblings(piece).filter(Q(first_published_at__gt=moment) | Q(first_published_at=moment, pk__gt=pk))
    found = PiecePage.objects.filter(
        Q(pk=Subquery(earlier.order_by("-first_published_at", "-pk").values("pk")[:1]))
        | Q(pk=Subquery(later.order_by("first_published_at", "pk").values("pk")[:1]))
    ).defer("body")
    previous = following = None
    for other in found:
        if (other.first_published_at, other.pk) < (moment, pk):
            previous = other
        else:
            following = other
    return previous, following


def related_pieces(piece: PiecePage, count: int = 3) -> list[PiecePage]:
    """Pieces of the same language that share most tags with this one, newest first among equals."""
    tags = PieceTag.objects.filter(content_object=piece.pk).values("tag")
    shared = Count("tagged_items", filter=Q(tagged_items__tag__in=tags))
    return list(
        PiecePage.objects.published()
        .true_texts()
        .filter(locale=piece.locale_id, tagged_items__tag__in=tags)
        .exclude(pk=piece.pk)
        .annotate(shared_tags=shared)
        .order_by("-shared_tags", "-first_published_at")
        .defer("body")[:count]
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


def list_pieces(pieces: QuerySet[PiecePage], parameters, url: str = "") -> Listing:
    """Filter by `kind`, `year` and `tag`, newest first; unknown parameters and values are ignored.

    `parameters` is a request's GET; `page` that is no number or too large gives the nearest page. Six queries.
    """
    wanted = {
        "kind": parameters.get("kind", "") if parameters.get("kind", "") in kind_labels() else "",
        "year": parameters.get("year", "") if parameters.get("year", "").isascii() else "",
        "tag": parameters.get("tag", "")[:100].strip(),
    }
    if not (wanted["year"].isdigit() and len(wanted["year"]) == 4):
        wanted["year"] = ""
    conditions = {
        "kind": Q(kind=wanted["kind"]) if wanted["kind"] else Q(),
        "year": Q(first_published_at__year=int(wanted["year"])) if wanted["year"] else Q(),
        "tag": Q(pk__in=PieceTag.objects.filter(tag__name=wanted["tag"]).values("content_object"))
        if wanted["tag"]
        else Q(),
    }

    def narrowed(but: str = "") -> QuerySet[PiecePage]:
        condition = Q()
        for name, part in conditions.items():
            if name != but:
                condition &= part
        return pieces.filter(condition)

    def link(**changes: str) -> str:
        query = urlencode({name: value for name, value in {**wanted, **changes}.items() if value})
        return f"{url}?{query}" if query else url or "?"

    def choices(name: str, counted: list[tuple[str, str, int]], every: str) -> list[Choice]:
        if len(counted) < 2 and not wanted[name]:
            return []
        total = sum(count for _value, _label, count in counted) if name != "tag" else 0
        row = [Choice(every, link(**{name: ""}), total, not wanted[name])]
        return row + [
            Choice(label, link(**{name: value}), count, wanted[name] == value) for value, label, count in counted
        ]

    # An empty ordering: the default one would join the grouping.
    by_kind = narrowed("kind").order_by().values_list("kind").annotate(Count("pk"))
    counts = dict(by_kind)
    kinds = [(kind, str(label), counts[kind]) for kind, label in kind_labels().items() if kind in counts]
    by_year = narrowed("year").order_by().values_list(ExtractYear("first_published_at")).annotate(Count("pk"))
    years = [(str(year), str(year), count) for year, count in sorted(by_year, reverse=True) if year]
    by_tag = (
        PieceTag.objects.filter(content_object__in=narrowed("tag").order_by().values("pk"))
        .values_list("tag__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "tag__name")[:TAGS_SHOWN]
    )
    tags = [(name, name, count) for name, count in by_tag]
    rows = narrowed().newest_first().with_covers("thumb").defer("body")
    query = link().partition("?")[2]
    return Listing(
        page=nearest_page(Paginator(rows, PIECES_ON_A_PAGE), parameters.get("page")),
        kinds=choices("kind", kinds, _("全部")),
        years=choices("year", years, _("全部年份")),
        tags=choices("tag", tags, _("全部标签")),
        query=f"{query}&" if query else "",
        is_filtered=any(wanted.values()),
    )
