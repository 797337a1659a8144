"""The value of the site's table block: heads recognised, numbers as numbers, merges undone."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.choices import CAPTION_LENGTH
from unionsite.publishing.word_import.document import Grid, GridCell
from unionsite.publishing.word_import.notes import Notebook

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?")
_YEAR = re.compile(r"(19|20)\d\d")
# Digits that count nothing: a year grouped by thousands would be wrong, a number of a person cut.
_NO_QUANTITY = re.compile(r"年$|年份|年度|编号|工号|序号|电话|手机|号码|证号|日期|时间|邮编|房间")
_HEAD_ROWS = 3


def table_value(grid: Grid, marked_heads: int, caption: str, place: str, notes: Notebook) -> dict[str, object] | None:
    """The table block's value; None for a table without a row of content.

    `marked_heads`: how many rows at the top are marked as heads. Rows may be of different length.
    """
    width = max((len(row) for row in grid), default=0)
    grid = [row + [GridCell()] * (width - len(row)) for row in grid]
    is_merged = any(not cell.is_first or cell.is_from_above for row in grid for cell in row)
    marked_heads = min(marked_heads, _HEAD_ROWS)
    if width > 1 and len(grid) > 1 and not caption and _is_spanned(grid[0]):
        caption = grid.pop(0)[0].text
        marked_heads -= 1
    if not grid:
        return None
    heads = marked_heads if marked_heads > 0 else _heads(grid)
    if heads == 0:
        notes.todo(_("没有认出表头，请补写各列的名称。"), place)
    elif marked_heads <= 0 and not all(cell.is_bold for cell in grid[0] if cell.text):
        notes.changed(_("把第一行当作表头，请核对。"), place)
    if is_merged:
        notes.changed(
            _("合并的单元格已拆开：竖向合并的逐行重复，横向合并的只填第一格，表头合并的连写。请核对。"), place
        )
    columns, values = [], []
    for at in range(width):
        heading = "·".join(dict.fromkeys(text for row in grid[:heads] if (text := row[at].text)))
        texts = [row[at].text if row[at].is_first else "" for row in grid[heads:]]
        is_number = at > 0 and not _NO_QUANTITY.search(heading) and _are_numbers(texts)
        columns.append({"type": "number" if is_number else "text", "heading": heading})
        values.append([float(text.replace(",", "")) if text else None for text in texts] if is_number else texts)
    rows = [{"values": list(row)} for row in zip(*values, strict=True)]
    return {"caption": caption[:CAPTION_LENGTH], "columns": columns, "rows": rows}


def _heads(grid: Grid) -> int:
    """How many rows at the top name the columns, where the document does not say so."""
    filled = [cell for cell in grid[0] if cell.text]
    if len(grid) < 2 or not filled:
        return 0
    has_quantities = any(_NUMBER.fullmatch(cell.text) and not _YEAR.fullmatch(cell.text) for cell in filled)
    if has_quantities and not all(cell.is_bold for cell in filled):
        return 0
    depth = 1
    if not all(cell.is_first for cell in grid[0]):
        # A head over several columns has its parts below, as far down as the heads beside it reach.
        while depth < min(_HEAD_ROWS, len(grid) - 1) and any(cell.is_from_above for cell in grid[depth]):
            depth += 1
    return depth


def _is_spanned(row: list[GridCell]) -> bool:
    return bool(row[0].text) and not any(cell.is_first for cell in row[1:])


def _are_numbers(texts: list[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(_NUMBER.fullmatch(text) and _keeps_its_look(text) for text in filled)


def _keeps_its_look(text: str) -> bool:
    """Whether the site writes the number as the document does: no zeros before or behind."""
    whole, _point, decimals = text.lstrip("-").replace(",", "").partition(".")
    return (len(whole) == 1 or whole[0] != "0") and not decimals.endswith("0")
