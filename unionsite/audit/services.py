"""The only two ways to write the audit log: add an entry at its end, remove old ones from its beginning; and the
readings of the whole log that somebody asks for."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.audit import chain, origin
from unionsite.audit.choices import MINIMUM_DAYS, Action, Outcome
from unionsite.audit.models import AuditCheck, AuditEntry, AuditHead
from unionsite.audit.queries import last_removable
from unionsite.audit.verification import Report, verify
from unionsite.core.refusals import Refused

logger = logging.getLogger(__name__)


class TooYoung(ValueError):
    """A purge would remove entries that the law still requires."""


@transaction.atomic
def record(
    action: Action,
    *,
    actor: models.Model | None = None,
    subject: models.Model | None = None,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    subject_label: str = "",
) -> AuditEntry:
    """Write one entry at the end of the log.

    `actor` (None for nobody or a command) and `subject` (any saved object) are stored as number and label;
    `subject_label` replaces a subject that is no object, such as a user name that was tried. `detail` is JSON and must
    hold no secret. Address and browser come from the current request.

    The entry shares the fate of the transaction around it: what is rolled back was never done and is not in the log. So
    a refusal that ends in a rollback must be recorded outside of that block. From here to the commit every other writer
    waits; call this last in a service, after all other locks are taken, to avoid a deadlock.
    """
    head = _locked_head()
    source = origin.current()
    address = chain.parse_address(source.address) if source else None
    actor_id = getattr(actor, "pk", None)
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        action=Action(action),
        outcome=Outcome(outcome),
        actor_id=actor_id,
        actor_label=_label("actor_label", actor) if actor_id is not None else "",
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=_label("subject_id", subject.pk) if subject is not None else "",
        subject_label=_label("subject_label", subject_label or ("" if subject is None else subject)),
        reason=chain.clean(reason, _length("reason")),
        detail=chain.plain(detail or {}),
        address=str(address) if address else None,
        agent=_label("agent", source.agent if source else ""),
        previous_hash=head.hash,
    )
    entry.hash = chain.entry_hash(entry, settings.AUDIT_KEY)
    # The model's own `save` always refuses.
    entry.save_base(force_insert=True)
    _move(head, entry)
    return entry


@transaction.atomic
def purge(*, before: datetime, now: datetime) -> int:
    """Remove the entries at the beginning that are all older than `before`; return how many (T84).

    Raises TooYoung for a date less than 180 days ago. The chain stays provable: a new entry keeps number and hash of
    the last one removed. A second run does nothing; an interrupted one has done nothing.
    """
    if before > now - timedelta(days=MINIMUM_DAYS):
        raise TooYoung(_("审计日志至少保存%(days)d天，不能删除更近的记录。") % {"days": MINIMUM_DAYS})
    _locked_head()
    last = last_removable(before)
    if last is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE number <= %s", [last.number])
        removed = cursor.rowcount
    record(
        Action.AUDIT_PURGED,
        detail={"older_than": before, "rows": removed, "last_number": last.number, "last_hash": last.hash},
    )
    return removed


@transaction.atomic
def start_check(*, actor: models.Model, now: datetime) -> AuditCheck:
    """Ask for a reading of the whole log, which `tasks.read_log` does. Raises Refused while one goes on."""
    # Whoever asks at the same time waits here.
    _locked_head()
    newest = AuditCheck.objects.first()
    if newest is not None and newest.is_running(now):
        raise Refused(_("正在核验，请等这一次结束。"))
    check = AuditCheck.objects.create(
        asked_by=_label("actor_label", actor), asked_at=now, seen_at=now, total=AuditEntry.objects.count()
    )
    record(Action.AUDIT_CHECK_STARTED, actor=actor, subject=check)
    return check


def run_check(*, check_id: int) -> None:
    """Read the whole log and keep the result. May run twice: one that was broken off begins anew."""
    checks = AuditCheck.objects.filter(pk=check_id, ended_at=None)

    def tell(report: Report) -> int:
        return checks.update(read=report.count, seen_at=timezone.now())

    if not tell(Report()):
        return
    report = verify(tell)
    if not report.is_sound:
        logger.error("The audit log is broken: %s", report)
    with transaction.atomic():
        if checks.update(
            ended_at=timezone.now(),
            read=report.count,
            is_sound=report.is_sound,
            broken_at=next((found.number for found in report.breaks if found.number is not None), None),
            result=str(report),
        ):
            record(
                Action.AUDIT_CHECKED,
                subject=AuditCheck(pk=check_id),
                detail={"outcome": str(report), "rows": report.count},
            )


def _locked_head() -> AuditHead:
    """Return the head, locked until the end of the transaction (SQLite locks the whole database from its beginning)."""
    head = AuditHead.objects.select_for_update().filter(pk=AuditHead.PK).first()
    if head is None:
        # The migration created the head and triggers protect it, so somebody bypassed them. The site must go on working
        # and keep its log, but the new head gets no seal, so that the verifier keeps reporting it.
        newest = AuditEntry.objects.first()
        values = {"number": newest.number, "hash": newest.hash} if newest else {}
        AuditHead.objects.get_or_create(pk=AuditHead.PK, defaults=values)
        head = AuditHead.objects.select_for_update().get(pk=AuditHead.PK)
    return head


def _move(head: AuditHead, entry: AuditEntry) -> None:
    """Point the head to `entry`. A broken seal stays broken: writing on must not hide what happened."""
    if chain.is_sealed(head, settings.AUDIT_KEY):
        seal = chain.head_seal(entry.number, entry.hash, settings.AUDIT_KEY)
    else:
        logger.error("The head of the audit log has been tampered with; run manage.py audit_verify.")
        seal = ""
    AuditHead.objects.filter(pk=AuditHead.PK).update(number=entry.number, hash=entry.hash, seal=seal)


def _length(field: str) -> int:
    return AuditEntry._meta.get_field(field).max_length


def _label(field: str, value: object) -> str:
    return chain.clean_label(value, _length(field))
