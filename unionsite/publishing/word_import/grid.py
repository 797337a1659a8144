"""The rows and cells of a table as wide as they look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from unionsite.publishing.word_import.choices import SLIVER, TABLE_COLUMNS
from unionsite.publishing.word_import.document import GridCell, Paragraph
from unionsite.publishing.word_import.markup import descend, integer, value_of


class Place(NamedTuple):
    """A cell; `goes_on`: merged with the one above. Without an element: what the row leaves out at its beginning."""

    columns: int
    element: Element | None = None
    goes_on: bool = False


def read_grid(table: Element, inside: Callable[[Element], Iterator[Element]]) -> list[tuple[Element, list[Place]]]:
    """The rows with their cells; `inside` gives the children that count. A cell may turn out to have no width."""
    rows = [(row, _places(row, inside)) for row in inside(table) if row.tag == "w:tr"]
    slivers = _slivers(table, [places for _row, places in rows])
    for _row, places in rows:
        at = 0
        for index, place in enumerate(places):
            first, at = at, at + place.columns
            places[index] = place._replace(columns=place.columns - sum(first <= sliver < at for sliver in slivers))
    return rows


def cell_of(lines: list[Paragraph]) -> GridCell:
    text = " ".join(" ".join(line.text.split()) for line in lines)
    spans = [span for line in lines for span in line.spans if span.text.strip()]
    return GridCell(text, bool(spans) and all(span.is_bold for span in spans))


def _places(row: Element, inside: Callable[[Element], Iterator[Element]]) -> list[Place]:
    places = [Place(before)] if (before := _columns(row, "w:trPr", "w:gridBefore")) else []
    for element in inside(row):
        if element.tag == "w:tc":
            merge = descend(element, "w:tcPr", "w:vMerge")
            goes_on = merge is not None and merge.get("w:val", "continue") != "restart"
            places.append(Place(max(1, _columns(element, "w:tcPr", "w:gridSpan")), element, goes_on))
    return places


def _columns(element: Element, *names: str) -> int:
    """No more than it takes to be too wide."""
    return min(integer(value_of(element, *names)) or 0, TABLE_COLUMNS + 1)


def _slivers(table: Element, rows: list[list[Place]]) -> set[int]:
    """Columns of the grid that are too narrow to hold anything and in which no cell stands alone."""
    grid = table.find("w:tblGrid")
    widths = [] if grid is None else [integer(column.get("w:w")) for column in grid.findall("w:gridCol")]
    narrow = {at for at, width in enumerate(widths) if width and width < SLIVER}
    for places in rows:
        at = 0
        for place in places:
            columns = set(range(at, at + place.columns))
            if place.element is not None and columns <= narrow:
                narrow -= columns
            at += len(columns)
    return narrow
