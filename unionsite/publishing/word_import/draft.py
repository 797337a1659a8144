"""Turns a document into a draft: paragraphs, pictures and tables become blocks (`core.blocks.StoryBlock`)."""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import PurePath

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.arranging import arrange, take_credits, take_title
from unionsite.publishing.word_import.choices import CAPTION_LENGTH, Role
from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import Grid, GridCell, Item, Paragraph, Picture, Span, Table
from unionsite.publishing.word_import.notes import Notebook
from unionsite.publishing.word_import.reading import read_document
from unionsite.publishing.word_import.refusals import FileRefused, too_complex

_ATTRIBUTION = re.compile(r"^[—–-]{1,2}\s*(\S.*)$")
Block = tuple[str, object]


def to_blocks(items: list[Item], notes: Notebook) -> list[Block]:
    """Return the blocks of an arranged document; a picture's value is {"picture": Picture, "caption": str}."""
    blocks: list[Block] = []
    caption, at = "", 0
    for kind, found in groupby(items, key=_kind):
        # Those of a kind with a name are paragraphs, all of them.
        lines = group = list(found)
        at += len(group)
        if kind in ("ul", "ol"):
            add_text(blocks, _list(str(kind), lines))
        elif kind is Role.QUOTE:
            blocks.append(quote([line.text for line in lines]))
        elif kind is Role.CAPTION:
            is_before_table = at < len(items) and isinstance(items[at], Table)
            for line in lines:
                caption = _give_caption(line.text, blocks, is_before_table and line is lines[-1])
        else:
            for item in group:
                _add(blocks, item, caption, notes)
                caption = ""
    return blocks


def add_text(blocks: list[Block], html: str) -> None:
    """Add a paragraph or list, joining it to a paragraph block before it, as somebody would write in the editor."""
    if blocks and blocks[-1][0] == "paragraph":
        html = f"{blocks.pop()[1]}{html}"
    blocks.append(("paragraph", html))


def quote(lines: list[str]) -> Block:
    attribution = _ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
    text = "\n".join(lines[:-1] if attribution else lines)
    return "quote", {"text": text, "attribution": attribution[1] if attribution else ""}


def _kind(item: Item) -> object:
    """Return the kind of an item; neighbours of one kind are handled as a group."""
    return (item.list_kind or item.role) if isinstance(item, Paragraph) else type(item)


def _add(blocks: list[Block], item: Item, caption: str, notes: Notebook) -> None:
    if isinstance(item, Picture):
        blocks.append(("picture", {"picture": item, "caption": ""}))
    elif isinstance(item, Table):
        if value := table_value(item.grid, item.heads, caption, item.place, notes):
            blocks.append(("table", value))
    elif item.role is Role.HEADING:
        # Bold and italic are dropped: the site's style decides how a heading looks.
        blocks.append(("heading", {"text": item.text, "level": "h3" if item.level else "h2"}))
    else:
        add_text(blocks, f"<p>{_inline(item.spans)}</p>")


def _give_caption(text: str, blocks: list[Block], is_before_table: bool) -> str:
    """Give a caption to the picture or table before it; return it if it belongs to the table that follows, else "".
    Without a picture or table that lacks a caption, it becomes a paragraph."""
    kind, value = blocks[-1] if blocks else ("", None)
    free = value if isinstance(value, dict) and value.get("caption") == "" else None
    if is_before_table and (free is None or kind != "picture"):
        return text
    if free is not None:
        free["caption"] = text
    else:
        add_text(blocks, f"<p>{escape(text, quote=False)}</p>")
    return ""


def _list(kind: str, group: list[Paragraph]) -> str:
    html, depth = "", -1
    for line in group:
        closed = f"</li></{kind}>" * (depth - line.depth) + "</li>"
        html += (f"<{kind}>" if line.depth > depth else closed) + f"<li>{_inline(line.spans)}"
        depth = line.depth
    return html + f"</li></{kind}>" * (depth + 1)


def _inline(spans: list[Span]) -> str:
    """Return the spans as the HTML of Wagtail's rich text, with bold, italic and links."""
    html = ""
    for href, linked in groupby(spans, key=lambda span: span.href):
        words = ""
        for is_bold, same in groupby(linked, key=lambda span: span.is_bold):
            inner = "".join(
                f"<i>{escape(span.text, quote=False)}</i>" if span.is_italic else escape(span.text, quote=False)
                for span in same
            )
            words += f"<b>{inner}</b>" if is_bold else inner
        html += f'<a href="{escape(href)}">{words}</a>' if href else words
    return html


# --- Tables ---

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?")
_YEAR = re.compile(r"(19|20)\d\d")
# Headings of columns whose digits are no quantities: years must not be grouped by thousands, nor numbers cut.
_NO_QUANTITY = re.compile(r"年$|年份|年度|编号|工号|序号|电话|手机|号码|证号|日期|时间|邮编|房间")
_HEAD_ROWS = 3


def table_value(grid: Grid, marked_heads: int, caption: str, place: str, notes: Notebook) -> dict[str, object] | None:
    """Return the table block's value; None for a table without content.

    `marked_heads` is the number of rows at the top marked as heading rows. Rows may differ in length.
    """
    width = max((len(row) for row in grid), default=0)
    grid = [row + [GridCell()] * (width - len(row)) for row in grid]
    is_merged = any(not cell.is_first or cell.is_from_above for row in grid for cell in row)
    marked_heads = min(marked_heads, _HEAD_ROWS)
    if width > 1 and len(grid) > 1 and not caption and _is_spanned(grid[0]) and len(grid[0][0].text) <= CAPTION_LENGTH:
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
    return {"caption": caption, "columns": columns, "rows": rows}


def _heads(grid: Grid) -> int:
    """Guess how many rows at the top name the columns, where the document does not say so."""
    filled = [cell for cell in grid[0] if cell.text]
    if len(grid) < 2 or not filled:
        return 0
    has_quantities = any(_NUMBER.fullmatch(cell.text) and not _YEAR.fullmatch(cell.text) for cell in filled)
    if has_quantities and not all(cell.is_bold for cell in filled):
        return 0
    depth = 1
    if not all(cell.is_first for cell in grid[0]):
        # A heading over several columns has subheadings below, as far down as the headings beside it reach.
        while depth < min(_HEAD_ROWS, len(grid) - 1) and any(cell.is_from_above for cell in grid[depth]):
            depth += 1
    return depth


def _is_spanned(row: list[GridCell]) -> bool:
    return bool(row[0].text) and not any(cell.is_first for cell in row[1:])


def _are_numbers(texts: list[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(_NUMBER.fullmatch(text) and _keeps_its_look(text) for text in filled)


def _keeps_its_look(text: str) -> bool:
    """Whether the site writes the number as the document does: without zeros at its beginning or end."""
    whole, _point, decimals = text.lstrip("-").replace(",", "").partition(".")
    return (len(whole) == 1 or whole[0] != "0") and not decimals.endswith("0")


# --- The whole document ---

_DATE = re.compile(r"(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日")


@dataclass(frozen=True)
class Draft:
    """A document read. `credits` are fields named as by `read_credits`; `date` is the first full date in the text."""

    title: str
    blocks: list[Block]
    credits: dict[str, str]
    date: tuple[int, int, int] | None


def read_draft(container: Container, name: str, notes: Notebook) -> Draft:
    """Read the text of a checked .docx and return it as a draft; its pictures are only named, not read.

    Raises FileRefused with a message for the editor. Writes nothing.
    """
    try:
        items = read_document(container, notes)
        title = take_title(items, PurePath(name).stem.strip() or _("无标题"), notes)
        credits = take_credits(items, notes)
        arrange(items, notes)
        blocks = to_blocks(items, notes)
    except RecursionError as error:
        raise too_complex() from error
    if not blocks:
        raise FileRefused(_("这个文件里没有可以导入的文字、表格或图片。"))
    return Draft(title, blocks, credits, _first_date(items))


def _first_date(items: list[Item]) -> tuple[int, int, int] | None:
    lines = [line for item in items for line in _lines(item)]
    match = _DATE.search("\n".join(line.text for line in lines))
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _lines(item: Item) -> list[Paragraph]:
    return [item] if isinstance(item, Paragraph) else item.lines if isinstance(item, Table) else []
