"""Which periods a report speaks of, and when it is due. Pure: today is passed in."""

from __future__ import annotations

from datetime import date, timedelta

from unionsite.oversight.reports.choices import DUE_DAYS
from unionsite.oversight.scores.choices import MONTHS, Length
from unionsite.oversight.scores.rules import number_of


def previous(length: str, year: int, number: int) -> tuple[int, int]:
    """Return year and number of the period before."""
    return (year, number - 1) if number > 1 else (year - 1, 12 // MONTHS[Length(length)])


def last_ended(length: str, today: date) -> tuple[int, int]:
    """Return year and number of the last period that is over."""
    return previous(length, today.year, number_of(length, today))


def due_on(length: str, stop: date) -> date:
    """Return the last day on which the report of a period is in time; `stop` is the day after the period."""
    return stop + timedelta(days=DUE_DAYS[Length(length)] - 1)
