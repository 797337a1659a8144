"""What is owed to the employee and by when: due dates, pauses, and reminders before and after (S-4.1 to S-4.3).

Pure: calendar, limits and today are passed in. All limits are counted alike: the day from which a limit runs is not
counted, nor is a day on which the clock stood. So a due date never falls into a pause, and a longer pause, a longer
extension or a later beginning never makes a due date earlier. requirements.md 2.2 names the sources of the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.utils.translation import gettext as _

from interact.cases.choices import ENDED, Complexity, DueKind, Ladder, State
from interact.channels.records import Channel, record_of
from unionsite.core.workdays import WorkCalendar

DAY = timedelta(days=1)
MAY_BE_ZERO = frozenset({"extension_days", "remind_before"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force when a case came in: working days, but calendar days in `close_days` and `extension_days`.

    Raises ValueError for a number that is not whole or is too small: a limit of no days cannot be kept.
    """

    acknowledge: int = 1
    correction: int = 3
    general: int = 5
    opinion: int = 15
    progress: int = 10
    close_days: int = 60
    extension_days: int = 30
    remind_before: int = 1
    chase_after: int = 1
    committee_after: int = 5

    def __post_init__(self) -> None:
        for name, value in self.as_json().items():
            least = 0 if name in MAY_BE_ZERO else 1
            if not isinstance(value, int) or value < least:
                raise ValueError(f"{name} must be a whole number, at least {least}")

    @classmethod
    def from_json(cls, data: Mapping[str, int]) -> Limits:
        """Read what `as_json` wrote, in this version or another: ignore unknown keys, use defaults for missing ones."""
        return cls(**{field.name: data[field.name] for field in fields(cls) if field.name in data})

    def as_json(self) -> dict[str, int]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


STRICT = Limits(general=3, opinion=10)  # “从严”: the shorter numbers of several local rules


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the clock stood: the days after `first`, up to and including `last`. A pause that ends on the day
    on which it began has no days."""

    first: date  # the day on which the clock was stopped
    last: date | None = None  # the day on which it ran again, None while it stands


@dataclass(frozen=True, slots=True)
class Facts:
    """What the clock must know about a case in its present round; reopening a case begins a new round.

    Dates before `since` belong to an earlier round and are ignored. A reply given on the very day of reopening cannot
    be told from a new one, so the caller must not pass it in.
    """

    channel: Channel
    complexity: Complexity
    state: State
    since: date  # the day on which the clock began: received, or reopened
    acknowledged_on: date | None = None
    opinion_on: date | None = None  # the first opinion of a complex case went to the employee
    progress_on: date | None = None  # the latest reply that was no result
    promised_on: date | None = None  # next progress promised to the employee; fulfilled by a reply on that day or later
    replied_on: date | None = None  # the result went to the employee
    extended_days: int = 0  # calendar days that the committee has granted
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """One due date. `on` is the last day in time: `number` plus `paused` days after `since`.

    Only CLOSE counts calendar days, and it may end later than that, on the next working day.
    """

    kind: DueKind
    on: date
    since: date
    number: int
    is_workdays: bool  # else calendar days
    paused: int  # days of the same kind that pauses added
    is_provisional: bool  # the span touches a year whose holidays nobody has entered yet


# --- What is owed ---


def dues(facts: Facts, limits: Limits, calendar: WorkCalendar, *, today: date) -> list[Due]:
    """Return all that is owed to the employee, earliest first; nothing once the case has ended (S-4.1 to S-4.3).

    An open pause counts until `today`: while the clock stands, the dates move on each day.
    """
    if facts.state in ENDED:
        return []
    paused = _paused_days(facts.pauses, today)
    owed = [
        _by_workdays(kind, since, number, paused, calendar) for kind, since, number in _owed(facts, limits, calendar)
    ]
    owed.append(_close(facts, limits, paused, calendar))
    return sorted(owed, key=lambda due: due.on)


def current_due(facts: Facts, limits: Limits, calendar: WorkCalendar, *, today: date) -> Due | None:
    """Return the earliest of `dues`, or None when nothing is owed."""
    return next(iter(dues(facts, limits, calendar, today=today)), None)


def may_close(facts: Facts) -> bool:
    """Whether the employee has the result; an opinion or a progress report is not enough (S-4.3)."""
    return _in_round(facts, facts.replied_on) is not None


def last_promise(facts: Facts, limits: Limits, calendar: WorkCalendar, today: date) -> date:
    """Return the latest day that may be promised for the next progress (S-4.3). It is not later than the closing date,
    as long as that is still to come."""
    last = calendar.add_workdays(today, limits.progress)
    ends = [
        due.on for due in dues(facts, limits, calendar, today=today) if due.kind == DueKind.CLOSE and due.on > today
    ]
    return min([last, *ends])


def _owed(facts: Facts, limits: Limits, calendar: WorkCalendar) -> Iterator[tuple[DueKind, date, int]]:
    """Yield for each due date but CLOSE: its kind, the day from which it is counted, and the number of working days."""
    # DueKind(…) because mypy takes the members of a TextChoices for tuples.
    if facts.state == State.RECEIVED and _in_round(facts, facts.acknowledged_on) is None:
        yield DueKind(DueKind.ACKNOWLEDGE), facts.since, limits.acknowledge
    if may_close(facts):
        return
    if facts.complexity == Complexity.GENERAL:
        yield DueKind(DueKind.REPLY), facts.since, getattr(limits, record_of(facts.channel).limit)
    elif (opinion_on := _in_round(facts, facts.opinion_on)) is None:
        yield DueKind(DueKind.OPINION), facts.since, limits.opinion
    else:
        # A progress report is older than the opinion only if the case still passed for a general one at the time.
        since = max(opinion_on, _in_round(facts, facts.progress_on) or opinion_on)
        yield DueKind(DueKind.PROGRESS), since, _promised(facts.promised_on, since, limits.progress, calendar)


def _promised(promised_on: date | None, since: date, limit: int, calendar: WorkCalendar) -> int:
    """Return the working days to the next progress. A promise on a day off is due on the working day before it."""
    if promised_on is None or promised_on <= since:
        return limit
    return min(limit, max(1, calendar.workdays_between(since, promised_on)))


def _in_round(facts: Facts, day: date | None) -> date | None:
    return day if day is not None and day >= facts.since else None


# --- Counting ---


def _paused_days(pauses: Iterable[Pause], today: date) -> frozenset[date]:
    return frozenset(
        pause.first + DAY * number
        for pause in pauses
        for number in range(1, ((pause.last or today) - pause.first).days + 1)
    )


def _by_workdays(kind: DueKind, since: date, number: int, paused: Set[date], calendar: WorkCalendar) -> Due:
    on, left, added = since, number, 0
    while left > 0:
        on = calendar.next_workday(on)
        if on in paused:
            added += 1
        else:
            left -= 1
    return Due(kind, on, since, number, True, added, calendar.is_provisional(since, on))


def _close(facts: Facts, limits: Limits, paused: Set[date], calendar: WorkCalendar) -> Due:
    """Return the closing date; if it is a day off, it moves to the next working day (《民法典》第二百零三条)."""
    number = limits.close_days + facts.extended_days
    on, left, added = facts.since, number, 0
    while left > 0:
        on += DAY
        if on in paused:
            added += 1
        else:
            left -= 1
    # The clock may be stopped during the days off after the last day: nobody is late while it stands.
    while on in paused or not calendar.is_workday(on):
        on += DAY
    return Due(DueKind(DueKind.CLOSE), on, facts.since, number, False, added, calendar.is_provisional(facts.since, on))


# --- Late or not ---


def rung(due_on: date, today: date, limits: Limits, calendar: WorkCalendar) -> Ladder | None:
    """Return the highest rung reached (G8), None while there is time; a day off has that of the working day before."""
    late = workdays_late(due_on, today, calendar)
    if late >= limits.committee_after:
        return Ladder(Ladder.COMMITTEE)
    if late >= limits.chase_after:
        return Ladder(Ladder.CHASE)
    remind_on = calendar.add_workdays(due_on, -limits.remind_before) if limits.remind_before else due_on
    return Ladder(Ladder.REMIND) if today >= remind_on else None


def workdays_late(due_on: date, today: date, calendar: WorkCalendar) -> int:
    """Return the working days since the due date, today included; 0 if not late."""
    return max(0, calendar.workdays_between(due_on, today))


def was_on_time(due_on: date, done_on: date) -> bool:
    return done_on <= due_on


# --- Why ---


def explain(due: Due, calendar: WorkCalendar, limits: Limits | None = None) -> str:
    """Return in words why the due date falls where it does (G7), without a full stop at the end.

    The day named first is `number` plus `paused` days after `since`, so that it can be checked by hand. Given the
    limits of the case, the words also name an extension or a promise to the employee.
    """
    if due.is_workdays:
        parts = [calendar.explain_workdays(due.since, due.number + due.paused)]
        if due.paused:
            parts.append(
                _("其间暂停计时%(paused)d个工作日，不计入%(number)d个工作日的期限")
                % {"paused": due.paused, "number": due.number}
            )
        if limits and due.kind == DueKind.PROGRESS and due.number < limits.progress:
            parts.append(_("已与职工约定提前反馈进展，早于%(number)d个工作日的期限") % {"number": limits.progress})
    else:
        parts = list(_explained_close(due, calendar, limits))
    return _("；").join(parts)


def _explained_close(due: Due, calendar: WorkCalendar, limits: Limits | None) -> Iterator[str]:
    days = due.number + due.paused
    last = due.since + DAY * days
    yield _("从%(date)s起第%(number)d天") % {"date": _full_date(due.since), "number": days}
    if limits and due.number > limits.close_days:
        yield _("含批准延期%(number)d天") % {"number": due.number - limits.close_days}
    if due.paused:
        yield _("其间暂停计时%(paused)d天，不计入%(number)d天的期限") % {"paused": due.paused, "number": due.number}
    if last != due.on:
        name = calendar.day(last).name
        yield _("最后一天%(last)s是休息日，依照《民法典》第二百零三条顺延至%(on)s") % {
            "last": _full_date(last) + (_("（%(name)s）") % {"name": name} if name else ""),
            "on": _full_date(due.on),
        }
        if calendar.add_workdays(last, 0) < due.on:
            yield _("顺延期间暂停计时")
    for year in range(due.since.year, due.on.year + 1):
        if calendar.is_provisional(max(due.since, date(year, 1, 1)), min(due.on, date(year, 12, 31))):
            yield _("%(year)d年的放假安排尚未录入，暂按周一至周五推算") % {"year": year}


def _full_date(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
