"""What the reading of a document gives: paragraphs, pictures and tables in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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

    @property
    def written(self) -> str:
        """The words with the automatic number before them."""
        return self._prefix + self.text

    def write_number(self) -> None:
        """The number becomes part of the words."""
        self.spans[0] = self.spans[0]._replace(text=self._prefix + self.spans[0].text)
        self.number = None

    @property
    def _prefix(self) -> str:
        text = self.number.text.strip() if self.number else ""
        # 1.2 and 3) stand apart from Latin letters and digits only.
        return f"{text} " if re.search(r"[A-Za-z0-9]$", text) else text


@dataclass
class Picture:
    """A picture of the document; `member` is its path in the archive."""

    member: str
    description: str
    place: str = ""


@dataclass(frozen=True)
class GridCell:
    """One place of a table. `is_first` marks the place that a merged cell begins at."""

    text: str = ""
    is_bold: bool = False
    is_first: bool = True
    is_from_above: bool = False


Grid = list[list[GridCell]]


@dataclass
class Table:
    """`heads` rows at its top are marked as heads; `lines` are all its words, for one that is no table after all."""

    number: int
    grid: Grid = field(default_factory=list)
    heads: int = 0
    lines: list[Paragraph] = field(default_factory=list)

    @property
    def place(self) -> str:
        return table_place(self.number)


Item = Paragraph | Picture | Table
