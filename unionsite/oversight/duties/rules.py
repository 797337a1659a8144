"""When a duty is due and somebody is reminded, and who may do what with a record. Pure: today is passed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from unionsite.core.workdays import months_after
from unionsite.oversight.duties.choices import REMINDERS, REPEAT, SOON, DutyState, RecordState


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


@dataclass(frozen=True, slots=True)
class Actor:
    key: int
    may_handle: bool
    may_sign: bool


class Record(Protocol):
    """A record as far as the rules ask."""

    state: Any
    written_by_id: Any


def may_record(actor: Actor, owner: int | None) -> bool:
    return actor.may_handle or actor.key == owner


def may_judge(actor: Actor, record: Record) -> bool:
    """Whether this person may sign it or give it back: never who wrote it."""
    return actor.may_sign and record.state == RecordState.WAITING and actor.key != record.written_by_id


def may_decide(actor: Actor, record: Record, owner: int | None, subject: int) -> bool:
    """Whether this person may say what becomes of somebody's rights in a review: nobody of their own."""
    may = actor.may_sign or may_record(actor, owner) or actor.key == record.written_by_id
    return may and record.state == RecordState.WAITING and actor.key != subject
