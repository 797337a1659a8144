"""Keeps `due_on` and `due_kind` of cases in step with `sla`; counts open cases anew when the calendar changes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from interact.cases import sla
from interact.cases.choices import Party, Step
from interact.cases.models.case import Case, CasePause
from interact.cases.services.history import add_entry
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import WorkCalendar

BATCH = 200


def pauses_of(case: Case) -> tuple[sla.Pause, ...]:
    return tuple(sla.Pause(pause.first, pause.last) for pause in case.pauses.all())


def limits_of(case: Case) -> sla.Limits:
    return sla.Limits.from_json(case.limits)


def recount(case: Case, *, today: date, calendar: WorkCalendar | None = None) -> sla.Due | None:
    """Set the case's due date from its facts; the caller saves."""
    due = sla.current_due(case.facts(pauses_of(case)), limits_of(case), calendar or current_calendar(), today=today)
    case.due_on, case.due_kind = (due.on, due.kind) if due else (None, "")
    return due


def stop(case: Case, *, today: date) -> None:
    """Stop the clock; a stopped one stays as it is. The caller saves the case."""
    if not case.is_paused:
        CasePause.objects.create(case=case, first=today)
        case.is_paused = True


def run_on(case: Case, *, today: date) -> None:
    """Let the clock run again; a running one stays as it is. The caller saves the case."""
    if case.is_paused:
        case.pauses.filter(last=None).update(last=today)
        case.is_paused = False


def recount_open_cases(*, now: datetime, is_paused_only: bool = False) -> int:
    """Count all open cases anew, each change with a row in its history and one in the audit log (G7); how many changed.

    After a change of the table of working days, and each day those whose clock stands. Safe to run twice.
    """
    calendar, today, changed = current_calendar(), timezone.localdate(now), 0
    open_cases = Case.objects.open().filter(is_paused=True) if is_paused_only else Case.objects.open()
    numbers = list(open_cases.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            cases = Case.objects.select_for_update().filter(pk__in=numbers[start : start + BATCH])
            for case in cases.prefetch_related("pauses"):
                before = case.due_on, case.due_kind
                recount(case, today=today, calendar=calendar)
                if (case.due_on, case.due_kind) == before:
                    continue
                case.save(update_fields=["due_on", "due_kind"])
                if is_paused_only:
                    continue
                changed += 1
                detail = {"from": str(before[0] or ""), "to": str(case.due_on or "")}
                add_entry(case, Step.RECOUNT, party=Party.TEAM, at=now, detail=detail, is_shown=True)
    if changed:
        audit.record(Action.CASES_RECOUNTED, detail={"count": changed})
    return changed
