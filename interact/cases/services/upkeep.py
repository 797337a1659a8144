"""Work on all cases at once: count due dates anew, wrap keys anew, report cases without handlers."""

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
    """Wrap the key of every case anew under the first of CASE_KEYS; afterwards the former CASE_KEYS open nothing any
    more, unless `closed` lists cases. Safe to run again. The words stay sealed under the case's own key and are not
    read; who is kept out is read, because the marks are made anew."""
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
    """Tell the committee, once for each, of cases by name that have no active handler; return how many there are."""
    cases = Case.objects.open().without_handlers()
    for case in cases:
        if not case.mails.filter(kind=MailKind.NOBODY).exists():
            tell(case, MailKind.NOBODY, overseers(case), now=now)
    return len(cases)


def recount_open_cases(*, now: datetime, is_paused_only: bool = False) -> int:
    """Count the due dates of all open cases anew and return how many changed (G7). Safe to run twice.

    Each change is a row in the case's history, each run with changes one in the audit log. With `is_paused_only` it
    only moves on the cases whose clock stands, as is done each day, and records nothing.
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
