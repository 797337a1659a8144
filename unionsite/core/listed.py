"""Keeps the rows that lists walk through (`ListedPiece`) true to the pieces; every call may be repeated."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from unionsite.core.models.listed import ListedPiece
from unionsite.core.models.pieces import PiecePage, PieceTag

AT_ONCE = 1000
# Where a live piece has no date: a migration of Wagtail or a faulty import could have left none.
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
FIELDS = ("piece_id", "section_id", "tag_id", "locale_id", "kind", "year", "at", "until")


def list_anew(keys: Collection[int]) -> int:
    """Bring the rows of these pieces up to date; return how many pieces had others. Drafts and aliases have none."""
    wanted, present = defaultdict(set), defaultdict(set)
    for row in _rows_of(keys):
        wanted[row[0]].add(row)
    for row in ListedPiece.objects.filter(piece__in=keys).values_list(*FIELDS):
        present[row[0]].add(row)
    changed = [key for key in keys if wanted[key] != present[key]]
    if changed:
        rows = [ListedPiece(**dict(zip(FIELDS, row, strict=True))) for key in changed for row in wanted[key]]
        with transaction.atomic():
            # Nothing hangs on a row, and nobody listens.
            ListedPiece.objects.filter(piece__in=changed)._raw_delete(DEFAULT_DB_ALIAS)
            ListedPiece.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(changed)


def _rows_of(keys: Collection[int]) -> Iterator[tuple]:
    """Yield the rows that pieces should have, as tuples of `FIELDS`; two queries."""
    above = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    pieces = PiecePage.objects.filter(pk__in=keys, live=True, alias_of=None)
    pieces = pieces.annotate(section=Subquery(Page.objects.filter(path=above).values("pk")))
    tags = defaultdict(set)
    for key, tag in PieceTag.objects.filter(content_object__in=keys).values_list("content_object", "tag"):
        tags[key].add(tag)
    facts = ("pk", "section", "locale", "kind", "first_published_at", "expire_at")
    for key, section, locale, kind, day, until in pieces.values_list(*facts):
        year = timezone.localtime(day).year if day else 0
        for tag in (None, *tags[key]):
            yield key, section, tag, locale, kind, year, day or LONG_AGO, until


def add_tag(piece_id: int, tag_id: int) -> None:
    """Let the list of a tag hold a piece, if the piece is listed at all."""
    row = ListedPiece.objects.filter(piece=piece_id, tag=None).first()
    if row and not ListedPiece.objects.filter(piece=piece_id, tag=tag_id).exists():
        row.pk, row.tag_id, row._state.adding = None, tag_id, True
        row.save(force_insert=True)


def drop_tag(piece_id: int, tag_id: int) -> None:
    ListedPiece.objects.filter(piece=piece_id, tag=tag_id).delete()


def list_all() -> int:
    """Bring the rows of all pieces up to date, some at a time; return how many pieces had others."""
    last, changed = 0, 0
    while keys := list(PiecePage.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        changed += list_anew(keys)
        last = keys[-1]
    return changed
