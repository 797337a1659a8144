"""The data that reading a document gives: paragraphs, pictures and tables in their order."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from unionsite.publishing.word_import.choices import Role
from unionsite.publishing.word_import.notes import table_place
from unionsite.publishing.word_import.numbering import Number


class Span(NamedTuple):
    """A stretch of words with the same look and link."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    href: str = ""


@dataclass
class Paragraph:
    """A paragraph. `size` is in half points, `fonts` are those of Chinese text; `is_strong` if all of it is bold."""

    spans: list[Span]
    place: str = ""
    role: Role = Role.BODY
    level: int = 0
    number: Number | None = None
    is_centred: bool = False
    size: int = 0
    fonts: frozenset[str] = frozenset()
    is_strong: bool = False
    # Set later by `arranging`: the kind of list ("ul", "ol") and its depth.
    list_kind: str = ""
    depth: int = 0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def written(self) -> str:
        """The text with the automatic number before it."""
        return self._prefix + self.text

    def write_number(self) -> None:
        """Make the automatic number part of the text."""
        self.spans[0] = self.spans[0]._replace(text=self._prefix + self.spans[0].text)
        self.number = None

    @property
    def _prefix(self) -> str:
        text = self.number.text.strip() if self.number else ""
        # A space follows only a number that ends with a Latin letter or digit.
        return f"{text} " if re.search(r"[A-Za-z0-9]$", text) else text


@dataclass
class Picture:
    """A picture of the document; `member` is its path in the archive."""

    member: str
    description: str
    place: str = ""


@dataclass(frozen=True)
class GridCell:
    """A place in a table. `is_first` is false inside a cell merged across, `is_from_above` true in one merged down."""

    text: str = ""
    is_bold: bool = False
    is_first: bool = True
    is_from_above: bool = False


Grid = list[list[GridCell]]


@dataclass
class Table:
    """A table. `heads` is the number of marked heading rows at its top; `lines` is its text, if it is only layout."""

    number: int
    grid: Grid = field(default_factory=list)
    heads: int = 0
    lines: list[Paragraph] = field(default_factory=list)

    @property
    def place(self) -> str:
        return table_place(self.number)


Item = Paragraph | Picture | Table
