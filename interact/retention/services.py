"""Removes what must not be kept any longer: first who sent a case, then words, files and key (T83, T84; PIPL 19, 47).

Each case has a transaction of its own and is judged again under its lock: a run that breaks off leaves every case
whole or gone, and the next run does the rest. Figures stay. The daily job and the command `purge_cases` call it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from interact.answers.services import drop_drafts
from interact.cases.choices import ENDED, MailKind, State
from interact.cases.models.case import Case
from interact.cases.models.history import CaseFile, CaseMail
from interact.cases.models.settings import FeedbackSettings
from interact.cases.people import team
from interact.cases.rules import has_ended
from interact.cases.services.files import discard_after_commit
from interact.cases.services.mails import tell
from interact.retention import rules
from interact.retention.rules import Kept, Periods
from interact.storage import case_storage
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.erasing import wipe_former_pages

logger = logging.getLogger(__name__)

STRAY_AFTER = timedelta(days=1)
AT_ONCE = 500


@dataclass(frozen=True)
class Item:
    """A case in one of the lists of a plan; `until` is the last day on which words or names are kept."""

    case_id: int
    number: str
    until: date


@dataclass(frozen=True)
class Plan:
    warn: list[Item]  # handlers are told that the words go soon
    forget: list[Item]  # names and ways to reach people go
    destroy: list[Item]  # words, files and key go


@dataclass(frozen=True)
class Purged:
    warned: int
    forgotten: int
    destroyed: int
    strays: int  # files on the disk that belonged to no case


def periods() -> Periods:
    settings = FeedbackSettings.load()
    return Periods(
        identity_days=settings.identity_days,
        body_years=settings.body_years,
        declined_days=settings.declined_days,
        warn_days=settings.warn_days,
    )


def plan(*, now: datetime) -> Plan:
    """Return what a run at that time would do, and change nothing. More cases do not make more queries."""
    today, limits = timezone.localdate(now), periods()
    warn, forget, destroy = [], [], []
    for case in _candidates(today, limits):
        kept = _kept(case)
        until, known_until = rules.body_until(kept, limits), rules.identity_until(kept, limits)
        if until and not case.is_destroyed:
            warned_on = _warned_on(case)
            if rules.may_be_destroyed(until, today, limits, warned_on=warned_on or today):
                destroy.append(Item(case.pk, case.number, until))
                continue
            if warned_on is None and rules.is_to_be_warned(until, today, limits):
                warn.append(Item(case.pk, case.number, until))
        if known_until and _has_identity(case) and rules.is_over(known_until, today):
            forget.append(Item(case.pk, case.number, known_until))
    return Plan(warn, forget, destroy)


def purge(*, now: datetime | None = None) -> Purged:
    """Carry out the plan and sweep stray files; safe to run twice. Removals make one row in the audit log."""
    now = now or timezone.localtime()
    limits = periods()
    planned = plan(now=now)
    forgotten = sum(_forget(item.case_id, now, limits) for item in planned.forget)
    destroyed = sum(_destroy(item.case_id, now, limits) for item in planned.destroy)
    warned = 0
    for item in planned.warn:
        if _warn(item.case_id, now, limits):
            warned += 1
        else:
            # There is nobody to warn, so waiting gains nothing.
            destroyed += _destroy(item.case_id, now, limits)
    strays = sweep_strays(now=now)
    if forgotten or destroyed or strays:
        wipe_former_pages()
        detail = {"forgotten": forgotten, "destroyed": destroyed, "strays": strays}
        audit.record(Action.CASES_PURGED, detail=detail)
    return Purged(warned, forgotten, destroyed, strays)


# --- Which cases ---


def _candidates(today: date, limits: Periods) -> Iterator[Case]:
    """Yield ended cases that still hold something, and are old enough for a warning or a removal."""
    of_body = min(limits.declined_days, 365 * limits.body_years) - limits.warn_days
    days = max(min(limits.identity_days, of_body), 0)
    cases = Case.objects.filter(
        Q(sealed_contact__isnull=False) | Q(sender__isnull=False) | ~Q(sealed_key=""),
        state__in=sorted(ENDED),
        is_on_hold=False,
        closed_on__lte=today - timedelta(days=days),
    )
    main = [f"merged_into__{name}" for name in ("state", "closed_on", "is_on_hold")]
    fields = ["state", "closed_on", "is_on_hold", "channel", "received_at", "sealed_key", "sealed_contact", "sender"]
    return _with_main(cases).only(*fields, *main).order_by("pk").iterator(chunk_size=AT_ONCE)


def _with_main(cases: QuerySet[Case]) -> QuerySet[Case]:
    warnings = CaseMail.objects.filter(case=OuterRef("pk"), kind=MailKind.PURGE).order_by("created_at")
    return cases.select_related("merged_into").annotate(warned_at=Subquery(warnings.values("created_at")[:1]))


def _kept(case: Case) -> Kept:
    main = case.merged_into
    # The main case is never a merged one itself (`side_steps.merge`).
    of_main = Kept(State(main.state), main.closed_on, main.is_on_hold) if main is not None else None
    return Kept(State(case.state), case.closed_on, case.is_on_hold, of_main)


def _warned_on(case: Case) -> date | None:
    return timezone.localdate(case.warned_at) if case.warned_at else None


def _has_identity(case: Case) -> bool:
    return case.sealed_contact is not None or case.sender_id is not None


# --- One case ---


def _locked(case_id: int) -> Case | None:
    """Lock a case, together with the one it was merged into, and return it as it is now; None if it is gone."""
    ours = Case.objects.select_for_update(of=("self",)).filter(Q(pk=case_id) | Q(merged=case_id))
    list(ours.order_by("pk").values_list("pk"))
    return _with_main(Case.objects.filter(pk=case_id)).first()


@transaction.atomic
def _forget(case_id: int, now: datetime, limits: Periods) -> bool:
    case = _locked(case_id)
    if case is None or not _has_identity(case):
        return False
    if not rules.is_over(rules.identity_until(_kept(case), limits), timezone.localdate(now)):
        return False
    forget_identity(case)
    return True


@transaction.atomic
def _destroy(case_id: int, now: datetime, limits: Periods) -> bool:
    case = _locked(case_id)
    if case is None or case.is_destroyed:
        return False
    until, today = rules.body_until(_kept(case), limits), timezone.localdate(now)
    if not rules.may_be_destroyed(until, today, limits, warned_on=_warned_on(case)):
        return False
    destroy(case)
    return True


@transaction.atomic
def _warn(case_id: int, now: datetime, limits: Periods) -> bool:
    """Warn the handlers that the words go soon, unless they were warned before; return whether anybody was warned."""
    case = _locked(case_id)
    if case is None or case.is_destroyed:
        return False
    until = rules.body_until(_kept(case), limits)
    if case.warned_at is None and rules.is_to_be_warned(until, timezone.localdate(now), limits):
        tell(case, MailKind.PURGE, team(case), now=now, in_working_hours=True)
    return case.mails.filter(kind=MailKind.PURGE).exists()


# --- The disk ---


def sweep_strays(*, now: datetime) -> int:
    """Remove files that belong to no case, as a crash between commit and disk may leave; return how many.

    Files changed within the last day stay: they may be part of a sending that is not stored yet. Their age is taken
    from the inode (ctime), because the time that they show is levelled.
    """
    storage, latest, removed = case_storage(), (now - STRAY_AFTER).timestamp(), 0
    old = [name for name, at in storage.changed() if at < latest]
    for start in range(0, len(old), AT_ONCE):
        names = old[start : start + AT_ONCE]
        known = set(CaseFile.objects.filter(file__in=names).values_list("file", flat=True))
        removed += sum(_remove(storage, name) for name in names if name not in known)
    return removed


def _remove(storage: Storage, name: str) -> bool:
    try:
        storage.delete(name)
    except OSError as error:
        logger.error("A file that belongs to no case cannot be removed: %s", type(error).__name__)
        return False
    return True


def destroy(case: Case) -> None:
    """Remove the key, every sealed value, the files and the receipt's digest; the caller has locked the case."""
    drop_drafts(case)
    discard_after_commit(list(case.files.all()))
    case.files.all().delete()
    # `detail` holds names of departments.
    case.entries.update(sealed_words=None, sealed_names=None, detail={})
    case.marks.all().delete()
    case.handler_rows.update(sealed_word=None)
    case.mails.all().delete()
    case.sealed_key, case.sealed_body, case.sealed_contact, case.sealed_kept_out = "", None, None, None
    case.sealed_papers = None
    case.receipt_digest, case.sender, case.is_waiting = None, None, False
    case.due_on, case.due_kind = (None, "") if has_ended(case.state) else (case.due_on, case.due_kind)
    case.version += 1
    case.save()


def forget_identity(case: Case) -> None:
    """Remove who sent the case and how to reach them, and keep the matter; the caller has locked the case."""
    case.sealed_contact, case.sender = None, None
    case.save(update_fields=["sealed_contact", "sender"])
