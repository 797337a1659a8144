"""A document as the site takes it: read, arranged, made into blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from unionsite.publishing.word_import.arranging import arrange, take_credits, take_title
from unionsite.publishing.word_import.blocks import Block, to_blocks
from unionsite.publishing.word_import.container import Container
from unionsite.publishing.word_import.document import Item, Paragraph, Table
from unionsite.publishing.word_import.notes import Notebook
from unionsite.publishing.word_import.reading import read_document
from unionsite.publishing.word_import.refusals import Refused, too_complex

_DATE = re.compile(r"(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日")


@dataclass(frozen=True)
class Draft:
    """`credits` are fields of the piece as `credits.py` names them; `date` is the first full date in the text."""

    title: str
    blocks: list[Block]
    credits: dict[str, str]
    date: tuple[int, int, int] | None


def read_draft(container: Container, name: str, notes: Notebook) -> Draft:
    """Read the text of a checked .docx; its pictures stay where they are.

    Raises Refused with a message for the editor. Nothing is written anywhere.
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
        raise Refused(_("这个文件里没有可以导入的文字、表格或图片。"))
    return Draft(title, blocks, credits, _first_date(items))


def _first_date(items: list[Item]) -> tuple[int, int, int] | None:
    lines = [line for item in items for line in _lines(item)]
    match = _DATE.search("\n".join(line.text for line in lines))
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _lines(item: Item) -> list[Paragraph]:
    return [item] if isinstance(item, Paragraph) else item.lines if isinstance(item, Table) else []
