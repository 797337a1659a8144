"""From paragraphs, pictures and tables to blocks of the site's body (`core.blocks.StoryBlock`)."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

from unionsite.publishing.word_import.choices import CAPTION_LENGTH, Role
from unionsite.publishing.word_import.document import Item, Paragraph, Picture, Span, Table
from unionsite.publishing.word_import.notes import Notebook
from unionsite.publishing.word_import.tables import table_value

_ATTRIBUTION = re.compile(r"^[—–-]{1,2}\s*(\S.*)$")
Block = tuple[str, object]


def to_blocks(items: list[Item], notes: Notebook) -> list[Block]:
    """The blocks of a document that is arranged; a picture's value is {"picture": Picture, "caption": str}."""
    blocks: list[Block] = []
    caption, at = "", 0
    for kind, found in groupby(items, key=_kind):
        group = list(found)
        lines = [item for item in group if isinstance(item, Paragraph)]
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
    """Paragraphs and lists that follow each other are one block, as somebody would write them in the editor."""
    if blocks and blocks[-1][0] == "paragraph":
        html = f"{blocks.pop()[1]}{html}"
    blocks.append(("paragraph", html))


def quote(lines: list[str]) -> Block:
    attribution = _ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
    text = "\n".join(lines[:-1] if attribution else lines)
    return "quote", {"text": text, "attribution": attribution[1] if attribution else ""}


def _kind(item: Item) -> object:
    """What of one kind follows each other is looked at together."""
    return (item.list_kind or item.role) if isinstance(item, Paragraph) else type(item)


def _add(blocks: list[Block], item: Item, caption: str, notes: Notebook) -> None:
    if isinstance(item, Picture):
        blocks.append(("picture", {"picture": item, "caption": ""}))
    elif isinstance(item, Table):
        if value := table_value(item.grid, item.heads, caption, item.place, notes):
            blocks.append(("table", value))
    elif item.role is Role.HEADING:
        # A heading's weight comes from the site's style.
        blocks.append(("heading", {"text": item.text, "level": "h3" if item.level else "h2"}))
    else:
        add_text(blocks, f"<p>{_inline(item.spans)}</p>")


def _give_caption(text: str, blocks: list[Block], is_before_table: bool) -> str:
    """Give a caption to the picture or table before it; returned when it belongs to the table that follows."""
    kind, value = blocks[-1] if blocks else ("", None)
    free = value if isinstance(value, dict) and value.get("caption") == "" else None
    if is_before_table and (free is None or kind != "picture"):
        return text
    if free is not None:
        free["caption"] = text[:CAPTION_LENGTH]
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
    """Words with bold, italic and links: the little HTML that Wagtail's rich text is stored as."""
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
