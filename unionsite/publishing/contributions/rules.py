"""Rules without database: who signs a contribution off, and how its text and time are read (S-3.5, S-2.8)."""

import re
from collections.abc import Collection
from datetime import date, datetime, time

from unionsite.publishing.contributions.choices import Skipped

_BLANK_LINES = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")
_MORNING = time(9)


def may_sign_off(*, user_id: int, sender_id: int | None, heads: Collection[int]) -> bool:
    """Whether a person may sign off a piece: heads of the department may, but not their own."""
    return user_id in heads and user_id != sender_id


def skipped(*, department_id: int | None, sender_id: int | None, heads: Collection[int]) -> Skipped | None:
    """Return why the piece skips the sign-off by a department; None if it does not."""
    if department_id is None:
        return Skipped(Skipped.NO_DEPARTMENT)
    return None if set(heads) - {sender_id} else Skipped(Skipped.NO_HEAD)


def paragraphs(text: str) -> list[str]:
    """Split plain text into paragraphs at blank lines; single line ends stay inside a paragraph."""
    pieces = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    groups = [[line.strip(" \t\u3000") for line in piece.split("\n")] for piece in pieces]
    return ["\n".join(filter(None, group)) for group in groups if any(group)]


def happened_at(day: date, clock: time | None) -> datetime:
    """Return the moment without time zone; if no time was given, 9:00 stands in provisionally."""
    return datetime.combine(day, clock or _MORNING)
