"""How long what employees wrote is kept, and when the handlers are warned (security.md 5). Pure: today is passed in.

A period runs from the day on which the case ended, and its last day belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from interact.cases.choices import ENDED, State


@dataclass(frozen=True, slots=True)
class Periods:
    identity_days: int  # names and ways to reach people
    body_years: int  # words and files
    declined_days: int  # everything in a case that was declined
    warn_days: int  # between the warning and the removal


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of a case that the periods depend on. For a merged case, `main` is the one it was merged into."""

    state: State
    closed_on: date | None
    is_on_hold: bool
    main: Kept | None = None


def ended_on(case: Kept) -> date | None:
    """Return the day from which the periods count, or None while the case must be kept: open or on hold (保全).

    A merged case is kept as long as its main case, because the reply is the same.
    """
    if case.is_on_hold or case.state not in ENDED or case.closed_on is None:
        return None
    if case.state == State.MERGED and case.main is not None:
        main = ended_on(case.main)
        return max(main, case.closed_on) if main else None
    return case.closed_on


def identity_until(case: Kept, periods: Periods) -> date | None:
    """Return the last day on which names are kept, or None if there is no end for now."""
    ended = ended_on(case)
    if ended is None:
        return None
    until = ended + timedelta(days=periods.identity_days)
    body = body_until(case, periods)
    return min(until, body) if body else until


def body_until(case: Kept, periods: Periods) -> date | None:
    """Return the last day on which words and files are kept, or None if there is no end for now."""
    ended = ended_on(case)
    if ended is None:
        return None
    if case.state == State.DECLINED:
        return ended + timedelta(days=periods.declined_days)
    return years_after(ended, periods.body_years)


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; for 29 February 1 March, so that nothing goes a day early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def is_over(until: date | None, today: date) -> bool:
    return until is not None and today > until


def is_to_be_warned(until: date | None, today: date, periods: Periods) -> bool:
    """Whether the words go within `warn_days`, so that somebody may still put the case on hold."""
    return until is not None and today >= until + timedelta(days=1) - timedelta(days=periods.warn_days)


def may_be_destroyed(until: date | None, today: date, periods: Periods, *, warned_on: date | None) -> bool:
    """Whether the period is over and the warning was given at least `warn_days` ago.

    A late warning (the job stood still, or the period was shortened) puts the end off, as what is gone does not come
    back. `warned_on` is None if nobody could be warned; then nothing is put off.
    """
    if not is_over(until, today):
        return False
    return warned_on is None or today >= warned_on + timedelta(days=periods.warn_days)
