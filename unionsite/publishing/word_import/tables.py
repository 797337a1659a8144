"""From an HTML table to the value of the site's table block: heads recognised, numbers as numbers, merges undone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import Tag
from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import CAPTION_LENGTH, TABLE_COLUMNS
from unionsite.publishing.word_import.notes import Notebook

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?")
_YEAR = re.compile(r"(19|20)\d\d")
# Digits that count nothing: a year grouped by thousands would be wrong, a number of a person cut.
_NO_QUANTITY = re.compile(r"年$|年份|年度|编号|工号|序号|电话|手机|号码|证号|日期|时间|邮编|房间")
_HEAD_ROWS = 3


@dataclass
class GridCell:
    """`is_first` marks the place that a merged cell begins at."""

    text: str = ""
    is_bold: bool = False
    is_first: bool = True
    is_from_above: bool = False


def table_value(table: Tag, caption: str, place: str, notes: Notebook) -> dict[str, object] | None:
    """The table block's value; None for a table without a row of content."""
    grid, marked_heads, is_merged = _grid(table)
    width = max((len(row) for row in grid), default=0)
    for row in grid:
        row += [GridCell() for _missing in range(width - len(row))]
    if width > 1 and len(grid) > 1 and not caption and _is_spanned(grid[0]):
        caption = grid.pop(0)[0].text
        marked_heads = max(0, marked_heads - 1)
    if not grid:
        return None
    heads = marked_heads or _heads(grid)
    if heads == 0:
        notes.todo(_("没有认出表头，请补写各列的名称。"), place)
    elif not marked_heads and not all(cell.is_bold for cell in grid[0] if cell.text):
        notes.changed(_("把第一行当作表头，请核对。"), place)
    if is_merged:
        notes.changed(
            _("合并的单元格已拆开：竖向合并的逐行重复，横向合并的只填第一格，表头合并的连写。请核对。"), place
        )
    headings = [_heading([row[at] for row in grid[:heads]]) for at in range(width)]
    body = grid[heads:]
    columns, cells = [], []
    for at in range(width):
        texts = [_body_text(row[at]) for row in body]
        is_number = at > 0 and not _NO_QUANTITY.search(headings[at]) and _are_numbers(texts)
        columns.append({"type": "number" if is_number else "text", "heading": headings[at]})
        cells.append([_number(text) for text in texts] if is_number else texts)
    rows = [{"values": list(values)} for values in zip(*cells, strict=True)]
    return {"caption": caption[:CAPTION_LENGTH], "columns": columns, "rows": rows}


def _grid(table: Tag) -> tuple[list[list[GridCell]], int, bool]:
    """All places of the table, how many rows at its top are marked as heads, whether any cell is merged."""
    grid: list[list[GridCell]] = []
    hanging: dict[int, tuple[int, GridCell]] = {}
    heads, is_merged = 0, False
    for row in table.find_all("tr"):
        cells = row.find_all(["td", "th"], recursive=False)
        line: list[GridCell] = []
        for cell in cells:
            _hang(line, hanging)
            columns = min(_span(cell, "colspan"), TABLE_COLUMNS)
            rows = _span(cell, "rowspan")
            is_merged = is_merged or columns > 1 or rows > 1
            text = _text(cell)
            bold = "".join(part.get_text() for part in cell.find_all("b"))
            is_bold = bool(text) and bold.split() == cell.get_text().split()
            for offset in range(columns):
                here = GridCell(text, is_bold, offset == 0)
                if rows > 1:
                    hanging[len(line)] = (rows - 1, here)
                line.append(here)
                if len(line) > TABLE_COLUMNS:
                    break
        _hang(line, hanging)
        if cells and all(cell.name == "th" for cell in cells) and heads == len(grid):
            heads += 1
        grid.append(line[:TABLE_COLUMNS])
    return grid, min(heads, _HEAD_ROWS, len(grid)), is_merged


def _hang(line: list[GridCell], hanging: dict[int, tuple[int, GridCell]]) -> None:
    """Fill the next places that cells of rows above reach down to."""
    while len(line) in hanging:
        left, cell = hanging.pop(len(line))
        if left > 1:
            hanging[len(line)] = (left - 1, cell)
        line.append(GridCell(cell.text, cell.is_bold, cell.is_first, is_from_above=True))


def _heads(grid: list[list[GridCell]]) -> int:
    """How many rows at the top name the columns, where the document does not say so."""
    first = grid[0]
    if len(grid) < 2:
        return 0
    texts = [cell.text for cell in first if cell.text]
    is_head = bool(texts) and (
        all(cell.is_bold for cell in first if cell.text)
        or not any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts)
    )
    if not is_head:
        return 0
    if not all(cell.is_first for cell in first):
        # A head over several columns has its parts below, as far down as the heads beside it reach.
        depth = 1
        while depth < min(_HEAD_ROWS, len(grid) - 1) and any(cell.is_from_above for cell in grid[depth]):
            depth += 1
        return depth
    return 1


def _is_spanned(row: list[GridCell]) -> bool:
    return bool(row[0].text) and not any(cell.is_first for cell in row[1:])


def _heading(cells: list[GridCell]) -> str:
    parts: list[str] = []
    for cell in cells:
        if cell.text and cell.text not in parts:
            parts.append(cell.text)
    return "·".join(parts)


def _body_text(cell: GridCell) -> str:
    return cell.text if cell.is_first else ""


def _are_numbers(texts: list[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(_NUMBER.fullmatch(text) and _keeps_its_look(text) for text in filled)


def _keeps_its_look(text: str) -> bool:
    """Whether the site writes the number as the document does: no zeros before or behind."""
    digits = text.lstrip("-").replace(",", "")
    whole, _point, decimals = digits.partition(".")
    return (len(whole) == 1 or whole[0] != "0") and not decimals.endswith("0")


def _number(text: str) -> float | None:
    return float(text.replace(",", "")) if text else None


def _text(cell: Tag) -> str:
    lines = [" ".join(line.get_text().split()) for line in cell.find_all(["p", "li", "h2", "h3", "h6"])]
    return " ".join(line for line in lines if line) or " ".join(cell.get_text().split())


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1
