"""What is done to all cases at once: due dates counted anew, keys wrapped anew, cases without handlers reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from interact.cases import vault
from interact.cases.choices import MailKind, Party, Step
from interact.cases.models.case import Case
from interact.cases.people import overseers
from interact.cases.services.keeping_out import lay_marks
from interact.cases.services.mails import tell
from interact.cases.services.one_step import add_entry, recount
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.sealing import SealingError
from unionsite.core.workday_table import current_calendar

BATCH = 200


@dataclass(frozen=True)
class Resealed:
    changed: int
    closed: list[str]  # numbers of cases that no key opens; they stay as they are


def reseal() -> Resealed:
    """Afterwards the former keys open nothing any more, unless `closed` names something. Safe to run again.

    The words themselves keep their keys, which are wrapped anew: not one of them is read. Who is kept out is, for the
    marks are made anew.
    """
    changed, closed = 0, []
    numbers = list(Case.objects.exclude(sealed_key="").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), BATCH):
        with transaction.atomic():
            cases = Case.objects.select_for_update().filter(pk__in=numbers[start : start + BATCH])
            fields = ("key", "sealed_key", "sealed_kept_out", "received_at")
            for case in cases.exclude(sealed_key="").only(*fields).order_by("pk"):
                if vault.ring.is_sealed_with_first_key(case.sealed_key):
                    continue
                try:
                    kept_out = case.kept_out
                    case.sealed_key = vault.rewrap(case.key, case.sealed_key)
                except SealingError:
                    closed.append(case.number)
                    continue
                case.save(update_fields=["sealed_key"])
                if kept_out:
                    lay_marks(case, kept_out)
                changed += 1
    if changed:
        audit.record(Action.CASE_KEYS_CHANGED, detail={"count": changed})
    return Resealed(changed, closed)


def tell_of_orphans(*, now: datetime) -> int:
    """Cases by name whose handlers have all left: the committee is told once for each; how many there are."""
    cases = Case.objects.open().without_handlers()
    for case in cases:
        if not case.mails.filter(kind=MailKind.NOBODY).exists():
            tell(case, MailKind.NOBODY, overseers(case), now=now)
    return len(cases)


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
