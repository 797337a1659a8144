"""How long what employees wrote is kept, and when who handles it is warned (security.md 5). Pure: today is passed in.

A period is counted from the day on which the case ended; its last day is still kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from interact.cases.choices import ENDED, State


@dataclass(frozen=True, slots=True)
class Periods:
    identity_days: int  # names and ways to reach people
    body_years: int  # words and files
    declined_days: int  # all of a case that was not taken up
    warn_days: int  # between the warning and the end


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a case the periods look at. Of a merged case `main` is the one it was merged into."""

    state: State
    closed_on: date | None
    is_on_hold: bool
    main: Kept | None = None


def ended_on(case: Kept) -> date | None:
    """The day from which periods count, None while it must be kept: open, on hold (保全), or its main case is.

    A merged case goes with its main case: the reply is the same.
    """
    if case.is_on_hold or case.state not in ENDED or case.closed_on is None:
        return None
    if case.state == State.MERGED and case.main is not None:
        main = ended_on(case.main)
        return max(main, case.closed_on) if main else None
    return case.closed_on


def identity_until(case: Kept, periods: Periods) -> date | None:
    """The last day on which names are kept; None: without end for now."""
    ended = ended_on(case)
    if ended is None:
        return None
    until = ended + timedelta(days=periods.identity_days)
    body = body_until(case, periods)
    return min(until, body) if body else until


def body_until(case: Kept, periods: Periods) -> date | None:
    """The last day on which words and files are kept; None: without end for now."""
    ended = ended_on(case)
    if ended is None:
        return None
    if case.state == State.DECLINED:
        return ended + timedelta(days=periods.declined_days)
    return years_after(ended, periods.body_years)


def years_after(day: date, years: int) -> date:
    """29 February has its anniversary on 1 March: nothing goes a day early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def is_over(until: date | None, today: date) -> bool:
    return until is not None and today > until


def is_to_be_warned(until: date | None, today: date, periods: Periods) -> bool:
    """So many days before the words go, so that somebody may still put them on hold."""
    return until is not None and today >= until + timedelta(days=1) - timedelta(days=periods.warn_days)


def may_be_destroyed(until: date | None, today: date, periods: Periods, *, warned_on: date | None) -> bool:
    """Its time is over, and the warning was given in time.

    A warning that came late (the job stood still, the period was shortened) puts it off: what is gone does not come
    back. `warned_on` is None where nobody could be warned.
    """
    if not is_over(until, today):
        return False
    return warned_on is None or today >= warned_on + timedelta(days=periods.warn_days)
