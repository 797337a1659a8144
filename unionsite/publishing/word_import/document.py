"""What the reading of a document gives: paragraphs, pictures and tables in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from unionsite.publishing.word_import.choices import Role
from unionsite.publishing.word_import.notes import table_place
from unionsite.publishing.word_import.numbering import Number


class Span(NamedTuple):
    """Words of one look."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    href: str = ""


@dataclass
class Paragraph:
    """A line of the document. `size` in half points, `fonts` of Chinese text; `is_strong` when all of it is bold."""

    spans: list[Span]
    place: str = ""
    role: Role = Role.BODY
    level: int = 0
    number: Number | None = None
    is_centred: bool = False
    size: int = 0
    fonts: frozenset[str] = frozenset()
    is_strong: bool = False
    # Decided later: the kind of list ("ul", "ol") and its depth.
    list_kind: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass
class Picture:
    """A picture of the document; `member` is its path in the archive."""

    member: str
    content_type: str
    description: str
    place: str


@dataclass
class PictureItem:
    index: int


@dataclass
class Cell:
    lines: list[Paragraph]
    columns: int = 1
    # None: not merged downwards; True: goes on from above.
    goes_on: bool | None = None


@dataclass
class Row:
    cells: list[Cell]
    is_head: bool = False


@dataclass
class Table:
    rows: list[Row]
    number: int

    @property
    def place(self) -> str:
        return table_place(self.number)


Item = Paragraph | PictureItem | Table


@dataclass
class Document:
    items: list[Item]
    pictures: list[Picture]


def with_number(paragraph: Paragraph) -> list[Span]:
    """The spans with the automatic number written out before them."""
    if paragraph.number is None or not paragraph.number.text:
        return paragraph.spans
    text = paragraph.number.text.strip()
    first = paragraph.spans[0]
    # 1.2 and 3) stand apart from Latin letters and digits only.
    gap = " " if text[-1:].isalnum() and text[-1:].isascii() else ""
    return [first._replace(text=f"{text}{gap}{first.text}"), *paragraph.spans[1:]]
