"""Who signs a contribution off, and what its words and times mean; pure (S-3.5, S-2.8)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time

from unionsite.publishing.contributions.choices import Skipped

_BLANK_LINES = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")
_MORNING = time(9)


def may_sign_off(*, user_id: int, sender_id: int | None, heads: Collection[int]) -> bool:
    """Heads of the department, but nobody their own piece."""
    return user_id in heads and user_id != sender_id


def skipped(*, department_id: int | None, sender_id: int | None, heads: Collection[int]) -> Skipped | None:
    """Why no department signs this piece off; None if one does."""
    if department_id is None:
        return Skipped(Skipped.NO_DEPARTMENT)
    return None if set(heads) - {sender_id} else Skipped(Skipped.NO_HEAD)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text: blank lines part them, single line ends stay inside."""
    pieces = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n"))
    groups = [[line.strip(" \t\u3000") for line in piece.split("\n")] for piece in pieces]
    return ["\n".join(filter(None, group)) for group in groups if any(group)]


def happened_at(day: date, clock: time | None) -> datetime:
    """The moment without zone; a time that nobody wrote is put provisionally."""
    return datetime.combine(day, clock or _MORNING)
