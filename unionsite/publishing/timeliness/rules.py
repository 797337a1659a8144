"""Lag and lateness. Pure: the calendar is passed in."""

from __future__ import annotations

from datetime import date

from unionsite.core.workdays import WorkCalendar


def lag(calendar: WorkCalendar, happened_on: date, published_on: date) -> int:
    """Working days from the event to its publication, its own day not counted; negative for a notice (S-3.9)."""
    return calendar.workdays_between(happened_on, published_on)


def is_late(days: int, limit: int) -> bool:
    """Published after the last of `limit` working days."""
    return days > limit
