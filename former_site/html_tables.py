"""Turns an HTML table into the site's table block. Pure."""

from bs4 import Tag

from unionsite.publishing.word_import.choices import TABLE_COLUMNS
from unionsite.publishing.word_import.document import Grid, GridCell
from unionsite.publishing.word_import.draft import Block, table_value
from unionsite.publishing.word_import.notes import Notebook


def table_block(table: Tag) -> Block | None:
    """Return the block; None for a table without a row of content."""
    caption = table.find("caption")
    words = " ".join(caption.get_text().split()) if caption is not None else ""
    grid: Grid = []
    hanging: dict[int, tuple[int, GridCell]] = {}
    heads = 0
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        if heads == len(grid) and cells and all(cell.name == "th" for cell in cells):
            heads += 1
        grid.append(_line(cells, hanging)[:TABLE_COLUMNS])
    value = table_value(grid, heads, words, "", Notebook())
    return None if value is None else ("table", value)


def _line(cells: list[Tag], hanging: dict[int, tuple[int, GridCell]]) -> list[GridCell]:
    """Return the cells of one row; `hanging` holds, by column, the cells that reach down into rows below."""
    line: list[GridCell] = []
    for cell in [*cells, None]:
        while len(line) in hanging:
            left, above = hanging.pop(len(line))
            if left > 1:
                hanging[len(line)] = (left - 1, above)
            line.append(above)
        if cell is None or len(line) > TABLE_COLUMNS:
            break
        words = cell.get_text().split()
        lines = [" ".join(line.get_text().split()) for line in cell.find_all("p")]
        text = " ".join(filter(None, lines)) or " ".join(words)
        is_bold = bool(text) and "".join(part.get_text() for part in cell.find_all("b")).split() == words
        rows = _span(cell, "rowspan")
        for offset in range(min(_span(cell, "colspan"), TABLE_COLUMNS)):
            if rows > 1:
                hanging[len(line)] = (rows - 1, GridCell(text, is_bold, offset == 0, is_from_above=True))
            line.append(GridCell(text, is_bold, offset == 0))
    return line


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1
