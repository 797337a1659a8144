"""What was written under a clock that had jumped ahead: it counts nothing until its time has come."""

from datetime import datetime, timedelta

# Clocks of several machines differ by less.
_APART = timedelta(minutes=10)


def latest(now: datetime) -> datetime:
    """Return the last moment that a right clock can have written by now."""
    return now + _APART


def is_to_come(moment: datetime, now: datetime) -> bool:
    """Whether a wrong clock wrote this."""
    return moment > latest(now)
