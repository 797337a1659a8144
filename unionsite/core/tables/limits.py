"""How much of a table is read, and how it is told that it cannot be taken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is over is refused before it is unpacked; columns further to the right are not read."""

    file_bytes: int = 10 * MB
    unpacked_bytes: int = 120 * MB  # an honest file of 50,000 short rows unpacks to less than half of that
    columns: int = 60
    line_length: int = 20_000


# For what comes from the server itself: whole bodies of pages in one line.
LARGE = Limits(file_bytes=10_000 * MB, unpacked_bytes=500 * MB, line_length=2_000_000)


class Unreadable(ValidationError):
    """Nothing of the table is taken; the messages say why and what to do, to the person who sent it."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong with one row, in a sentence; `line` as Excel counts, from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return self.message


def name_rows(errors: Sequence[BadRow], most: int = 20) -> list[str]:
    """A message for each of the first `most` rows, and how many more there are."""
    messages = [
        _("第%(line)d行：%(problem)s。") % {"line": error.line, "problem": error.message.rstrip("。.")}
        for error in sorted(errors, key=lambda error: error.line)[:most]
    ]
    if len(errors) > most:
        messages.append(_("另有%(number)d行也有错误。") % {"number": len(errors) - most})
    return messages
