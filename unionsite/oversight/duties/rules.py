"""When a duty is due and somebody is reminded, and who may do what with a record. Pure: today is passed in."""

from collections.abc import Iterable
from datetime import date, timedelta

from unionsite.core.workdays import months_after
from unionsite.oversight.duties.choices import HANDLE, REMINDERS, REPEAT, SIGN, SOON, DutyState, RecordState


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


def may_record(user, duty) -> bool:
    return user.has_perm(HANDLE) or user.pk == duty.owner_id


def may_judge(user, record) -> bool:
    """Whether this person may sign it or give it back: never who wrote it."""
    return record.state == RecordState.WAITING and user.pk != record.written_by_id and user.has_perm(SIGN)


def may_decide(user, record, subject: int) -> bool:
    """Whether this person may say what becomes of somebody's rights in a review: nobody of their own."""
    may = user.has_perm(SIGN) or user.pk == record.written_by_id or may_record(user, record.duty)
    return may and record.state == RecordState.WAITING and user.pk != subject
