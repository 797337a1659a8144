"""When a duty is due and somebody is reminded. Pure: today is passed in."""

from collections.abc import Iterable
from datetime import date, timedelta

from unionsite.core.workdays import months_after
from unionsite.oversight.duties.choices import REMINDERS, REPEAT, SOON, DutyState


def next_due(*, first_due: date, months: int | None, done: Iterable[date]) -> date | None:
    """Return when it is due next, one cycle after it was last done; None for what was to be done once and is done."""
    last = max(done, default=None)
    if last is None:
        return first_due
    return months_after(last, months) if months else None


def state(due_on: date | None, today: date, *, is_active: bool = True) -> DutyState:
    if not is_active:
        return DutyState.STOPPED
    if due_on is None:
        return DutyState.DONE
    if due_on < today:
        return DutyState.LATE
    return DutyState.SOON if due_on <= today + timedelta(days=SOON) else DutyState.FINE


def is_to_be_reminded(due_on: date, today: date, reminded_on: date | None) -> bool:
    """Whether a reminder has come due that was not sent: 14 days and 1 day before, then each week after the date."""
    late = (today - due_on).days
    if late > 0:
        day = due_on + timedelta(days=1 + (late - 1) // REPEAT * REPEAT)
    else:
        passed = [days for days in REMINDERS if -late <= days]
        if not passed:
            return False
        day = due_on - timedelta(days=min(passed))
    return reminded_on is None or reminded_on < day
