"""Which sheet and which columns of an uploaded table are the roll; rows come one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from unionsite.accounts.roll.cells import Row, heading_of, read_row
from unionsite.accounts.roll.choices import HEADER_WITHIN, MOST_ROWS, REQUIRED, Column
from unionsite.core.tables import Limits, Lines, Unreadable, open_sheets

LIMITS = Limits()


@dataclass
class Sheet:
    """The rows of a file, to be gone through once. `ignored` are headings of columns that are not read."""

    rows: Iterator[Row]
    columns: frozenset[Column]
    ignored: list[str] = field(default_factory=list)


@contextmanager
def open_roll(file: IO[bytes]) -> Iterator[Sheet]:
    """The roll in `file`, whatever its name says. Raises Unreadable, also while rows are taken."""
    with open_sheets(file, LIMITS, with_formulas=True) as sheets:
        yield _find_sheet(sheets)


def _find_sheet(sheets: list[Lines]) -> Sheet:
    """The first sheet with the required headings in one of its first rows."""
    nearest: set[Column] = set()
    for lines in sheets:
        for number, cells in lines:
            if number > HEADER_WITHIN:
                break
            found = [(place, column) for place, cell in enumerate(cells) if (column := heading_of(cell))]
            columns = {column for _place, column in found}
            if columns.issuperset(REQUIRED):
                return _sheet(lines, cells, found)
            nearest = max(nearest, columns, key=len)
    missing = "、".join(f"“{column.label}”" for column in REQUIRED if column not in nearest)
    raise Unreadable(
        _("在前%(rows)d行里没有找到表头%(missing)s。请用模板，或核对表头的写法。")
        % {"rows": HEADER_WITHIN, "missing": missing}
    )


def _sheet(lines: Lines, headings: Sequence[object], found: list[tuple[int, Column]]) -> Sheet:
    places = {column: place for place, column in found}
    if len(places) < len(found):
        twice = next(column for _place, column in found if [c for _p, c in found].count(column) > 1)
        raise Unreadable(_("“%(column)s”有两列，不知道该读哪一列。请删去一列。") % {"column": twice.label})
    known = {place for place, _column in found}
    ignored = [
        str(cell).strip()[:20]
        for place, cell in enumerate(headings)
        if place not in known and cell is not None and str(cell).strip()
    ]
    return Sheet(_rows(lines, places), frozenset(places), ignored)


def _rows(lines: Lines, places: dict[Column, int]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        row = read_row(number, {c: cells[place] if place < len(cells) else None for c, place in places.items()})
        if row is None:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unreadable(_("名册超过%(rows)d行，请分批导入。") % {"rows": MOST_ROWS})
        yield row
