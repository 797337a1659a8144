"""The record of a drill of restoring that the site has done by itself (S-6.4, T98); named in `DRILL_RECORD`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.oversight.duties import mails
from unionsite.oversight.duties.choices import DutyState, Kind, RecordState
from unionsite.oversight.duties.models import Duty, DutyRecord
from unionsite.oversight.duties.queries import finding_key
from unionsite.oversight.findings.services import record_finding


@transaction.atomic
def record_drill(*, done_at: datetime, is_good: bool, words: str) -> DutyRecord | None:
    """Write a drill into the record that waits for a signature; return it, or None where none is wanted.

    The drill is weekly, the duty quarterly: a good one begins a record when there was none before or the duty is soon
    due, the others of that time are lines of it. A failed one is a record and a finding at once. It never signs.
    """
    duty = Duty.objects.select_for_update().filter(kind=Kind.RESTORE, is_active=True).order_by("due_on", "pk").first()
    if duty is None:
        return None
    day = timezone.localdate(done_at)
    line = f"{day:%Y-%m-%d} {words}"
    record = duty.records.filter(state=RecordState.WAITING, written_by=None).first()
    if record:
        record.done_on, record.words = max(day, record.done_on), f"{record.words}\n{line}"
        record.save(update_fields=["done_on", "words"])
    elif not is_good or _is_wanted(duty, timezone.localdate(done_at)):
        record = DutyRecord.objects.create(
            duty=duty, done_on=day, written_at=done_at, words=line, took_part=_("系统自动演练")
        )
        transaction.on_commit(lambda: mails.tell(record))
        audit.record(Action.DUTY_RECORDED, subject=record)
    if not is_good:
        key = finding_key(record, f"{day:%Y%m%d}")
        record_finding(source=duty.spec.source, key=key, title=_("备份恢复演练没有通过"), detail=words, now=done_at)
    return record


def _is_wanted(duty: Duty, today) -> bool:
    was_signed = duty.records.filter(state=RecordState.SIGNED).exists()
    return not was_signed or duty.state_on(today) in (DutyState.LATE, DutyState.SOON)
