"""Reminders before and after due dates: each rung once, in working hours, without a word of the case (G8, T85)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from interact.cases import rules, sla
from interact.cases.choices import DueKind, Ladder, MailKind, State
from interact.cases.models.case import Case
from interact.cases.models.history import CaseNotice
from interact.cases.people import answerers, committee, overseers, team
from interact.cases.rules import kept_moment
from interact.cases.services.mails import tell
from unionsite.accounts.models import User
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import WorkCalendar

# The longest time before a due date at which a reminder may be set (`FeedbackSettings.remind_before`).
MOST_WORKDAYS_BEFORE = 10
WITH_DEPARTMENT = frozenset({State.ASSIGNED, State.FOLLOWING})
KINDS = {Ladder.REMIND: MailKind.REMIND, Ladder.CHASE: MailKind.CHASE, Ladder.COMMITTEE: MailKind.OVERDUE}


@dataclass(frozen=True)
class Reached:
    """A rung of the reminders that an open case has reached."""

    case_id: int
    kind: DueKind
    due_on: date
    rung: Ladder


def remind(*, now: datetime | None = None) -> int:
    """Write mails for every rung that is reached and not told of yet; return the number of rungs. Safe to run twice,
    also at the same time. A late run tells only of the highest rung. While the clock stands, nobody is reminded."""
    now, told = now or timezone.localtime(), 0
    for reached in due_reminders(now=now):
        try:
            with transaction.atomic():
                told += _tell_of_rung(reached, now)
        except IntegrityError:
            # Another process was first.
            continue
    return told


def due_reminders(*, now: datetime) -> list[Reached]:
    """Return the rungs that are reached but not told of yet, in two queries however many cases there are."""
    calendar, today = current_calendar(), timezone.localdate(now)
    horizon = calendar.add_workdays(today, MOST_WORKDAYS_BEFORE)
    near = Case.objects.open().filter(is_paused=False, due_on__lte=horizon)
    cases = list(near.values_list("pk", "due_kind", "due_on", "since", "limits"))
    if not cases:
        return []
    notices = CaseNotice.objects.filter(case__is_paused=False, case__due_on__lte=horizon, due_on__lte=horizon)
    told = set(notices.values_list("case", "kind", "due_on", "rung"))
    found = []
    for case_id, kind, due_on, since, limits in cases:
        rung = _rung(kind, due_on, since, sla.Limits.from_json(limits), calendar, today)
        if rung is not None and (case_id, kind, due_on, rung.value) not in told:
            found.append(Reached(case_id, DueKind(kind), due_on, rung))
    return found


def _rung(
    kind: str, due_on: date, since: date, limits: sla.Limits, calendar: WorkCalendar, today: date
) -> Ladder | None:
    rung = sla.rung(due_on, today, limits, calendar)
    # No reminder to acknowledge a case that came in today: everybody has just been told of it.
    if rung == Ladder.REMIND and kind == DueKind.ACKNOWLEDGE and since == today:
        return None
    return rung


def _tell_of_rung(reached: Reached, now: datetime) -> int:
    """Record one rung and tell of it; return 1, or 0 when the case has moved on since it was read."""
    waiting = Case.objects.select_for_update(of=("self",)).filter(pk=reached.case_id, is_paused=False)
    case = waiting.filter(due_on=reached.due_on, due_kind=reached.kind).first()
    if case is None:
        return 0
    CaseNotice.objects.create(
        case=case,
        kind=reached.kind,
        due_on=reached.due_on,
        rung=reached.rung,
        sent_at=kept_moment(case.channel, now),
    )
    tell(case, KINDS[reached.rung], _people(case, reached.rung), now=now, in_working_hours=True)
    return 1


def _people(case: Case, rung: Ladder) -> list[User]:
    if rung == Ladder.COMMITTEE:
        # Members who are no handlers learn of a case by name only its number.
        return overseers(case) if rules.is_by_name(case.channel) else committee(case)
    acting = answerers(case) if case.state in WITH_DEPARTMENT else []
    if not acting:
        # The team too works on cases by itself, and is told when nobody of the department is left.
        return team(case)
    return acting + team(case) if rung == Ladder.CHASE else acting
