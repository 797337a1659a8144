"""From clean HTML to blocks of the site's body (`core.blocks.StoryBlock`)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _

from unionsite.publishing.word_import.arranging import arrange
from unionsite.publishing.word_import.choices import CAPTION_LENGTH
from unionsite.publishing.word_import.container import Container, Refused, too_complex
from unionsite.publishing.word_import.document import Picture, Table
from unionsite.publishing.word_import.html import to_html
from unionsite.publishing.word_import.notes import Notebook, table_place
from unionsite.publishing.word_import.reading import read_document
from unionsite.publishing.word_import.tables import table_value

_TEXT = {"p", "ul", "ol"}
_DATE = re.compile(r"(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日")
_ATTRIBUTION = re.compile(r"^[—–-]{1,2}\s*(\S.*)$")
Block = tuple[str, object]


@dataclass
class Draft:
    """A document as the site takes it: `blocks` are (type, value); a picture's value is {"picture": index, "caption"}.

    `credits` are fields of the piece as `credits.py` names them; `date` is the first full date in the text.
    """

    title: str
    blocks: list[Block]
    pictures: list[Picture]
    credits: dict[str, str] = field(default_factory=dict)
    date: tuple[int, int, int] | None = None


def read_draft(container: Container, name: str, notes: Notebook) -> Draft:
    """Read the text of a checked .docx; its pictures stay where they are.

    Raises Refused with a message for the editor. Nothing is written anywhere.
    """
    try:
        document = read_document(container, notes)
        arrangement = arrange(document.items, PurePath(name).stem.strip() or _("无标题"), notes)
        html = to_html(arrangement.items)
        numbers = [item.number for item in arrangement.items if isinstance(item, Table)]
        blocks = to_blocks(html, numbers, notes)
    except RecursionError as error:
        raise too_complex() from error
    if not blocks:
        raise Refused(_("这个文件里没有可以导入的文字、表格或图片。"))
    return Draft(arrangement.title, blocks, document.pictures, arrangement.credits, _first_date(html))


def to_blocks(html: str, table_numbers: list[int], notes: Notebook) -> list[Block]:
    """The blocks of `html` as `to_html` answers it; `table_numbers` are those of its tables in the document."""
    blocks: list[Block] = []
    numbers = iter(table_numbers)
    waiting = ""
    elements = [node for node in BeautifulSoup(html, "html.parser").children if isinstance(node, Tag)]
    for at, node in enumerate(elements):
        if node.name == "table":
            place = table_place(next(numbers, 0))
            value = table_value(node, waiting, place, notes)
            waiting = ""
            if value is not None:
                blocks.append(("table", value))
        elif node.name == "h6":
            following = elements[at + 1].name if at + 1 < len(elements) else ""
            waiting = _caption(node.get_text().strip(), blocks, following)
        elif node.name in ("h2", "h3"):
            blocks.append(("heading", {"text": node.get_text().strip(), "level": node.name}))
        elif node.name == "blockquote":
            _quote(node, blocks)
        elif node.name == "p" and (image := node.find("img")) is not None:
            blocks.append(("picture", {"picture": int(str(image["alt"])), "caption": ""}))
        elif node.name in _TEXT and node.get_text().strip():
            _text(str(node), blocks)
    return blocks


def _caption(text: str, blocks: list[Block], following: str) -> str:
    """Give a caption to the picture or table before it; returned when it belongs to the table that follows."""
    kind, value = blocks[-1] if blocks else ("", None)
    if kind == "picture" and isinstance(value, dict) and not value["caption"]:
        value["caption"] = text[:CAPTION_LENGTH]
    elif following == "table":
        return text
    elif kind == "table" and isinstance(value, dict) and not value["caption"]:
        value["caption"] = text[:CAPTION_LENGTH]
    else:
        _text(f"<p>{_escaped(text)}</p>", blocks)
    return ""


def _quote(node: Tag, blocks: list[Block]) -> None:
    lines = [line for paragraph in node.find_all("p") if (line := paragraph.get_text().strip())]
    attribution = ""
    if len(lines) > 1 and (match := _ATTRIBUTION.match(lines[-1])):
        attribution = match.group(1)
        lines.pop()
    if lines:
        blocks.append(("quote", {"text": "\n".join(lines), "attribution": attribution}))


def _text(html: str, blocks: list[Block]) -> None:
    """Paragraphs and lists that follow each other are one block, as somebody would write them in the editor."""
    if blocks and blocks[-1][0] == "paragraph":
        blocks[-1] = ("paragraph", f"{blocks[-1][1]}{html}")
    else:
        blocks.append(("paragraph", html))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _first_date(html: str) -> tuple[int, int, int] | None:
    match = _DATE.search(re.sub(r"<[^>]+>", "", html))
    return (int(match.group(1)), int(match.group(2)), int(match.group(3))) if match else None
