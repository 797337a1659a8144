"""What a row of a table is, how much is read, and how problems are reported. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from unionsite.core.spreadsheets import ACTIVE

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: larger files are refused before they are unpacked; columns further to the right are ignored."""

    file_bytes: int = 10 * MB
    unpacked_bytes: int = 120 * MB  # an honest file of 50,000 short rows unpacks to less than half of that
    columns: int = 60
    line_length: int = 20_000


# For files on the server itself, which hold whole bodies of pages in one line.
LARGE = Limits(file_bytes=10_000 * MB, unpacked_bytes=500 * MB, line_length=2_000_000)


class Unreadable(ValidationError):
    """Nothing of the table is accepted; the messages tell the person who sent it why, and what to do."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong with one row, in a sentence; `line` as Excel counts, from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return self.message


def name_rows(errors: Sequence[BadRow], most: int = 20) -> list[str]:
    """Return a message for each of the first `most` rows, and one that tells how many more there are."""
    messages = [
        _("第%(line)d行：%(problem)s。") % {"line": error.line, "problem": error.message.rstrip("。.")}
        for error in sorted(errors, key=lambda error: error.line)[:most]
    ]
    if len(errors) > most:
        messages.append(_("另有%(number)d行也有错误。") % {"number": len(errors) - most})
    return messages


def refused_for(errors: Sequence[BadRow]) -> Unreadable:
    """Return the refusal of a word list: how many rows are bad, then what is wrong with each."""
    return Unreadable([_("有%(count)d行不对，整份词表都没有导入。") % {"count": len(errors)}, *name_rows(errors)])


Row = tuple[int, dict[str, str]]  # (line number as Excel counts, texts by lower-case heading)


def text_of(value: object) -> str:
    """Return a cell as plain text: dates as 2026-05-08, whole numbers without a point, no NUL."""
    if value is None:
        return ""
    if isinstance(value, datetime) and (value.hour or value.minute or value.second):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "")


def unquoted(cell: str) -> str:
    """Remove the quotation mark that our own export puts before text that a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(ACTIVE) else cell
