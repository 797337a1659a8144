"""Who may be counted as an employee, and how days are counted, as pure rules."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Person:
    """What decides whether somebody is invited."""

    employee_number: str | None
    is_active: bool
    has_left: bool
    department: int | None

    @property
    def is_on_roll(self) -> bool:
        return bool(self.employee_number) and self.is_active and not self.has_left


def days_left(closes_at: datetime | None, now: datetime) -> int | None:
    """Return the calendar days from `now` to the closing day in `now`'s time zone: 0 on that day, None without one."""
    if closes_at is None:
        return None
    return max((closes_at.astimezone(now.tzinfo).date() - now.date()).days, 0)


def is_in_order(opens_at: datetime | None, closes_at: datetime | None) -> bool:
    return opens_at is None or closes_at is None or opens_at < closes_at
