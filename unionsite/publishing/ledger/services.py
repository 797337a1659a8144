"""Writes the signed file of each day, which names rows, revocations and audit log; the scheduler calls it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.publishing.ledger import signing
from unionsite.publishing.ledger.models import DailyHead, Release
from unionsite.publishing.ledger.signing import digest_of, revocation_hash, row_hash


def end_of(day: date) -> datetime:
    """The first moment that no longer belongs to the day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def ledger_fields(until: datetime) -> dict[str, object]:
    """What the ledger held before `until`: rows and revocations, each in the order in which they came."""
    rows = Release.objects.filter(released_at__lt=until).order_by("released_at", "pk").iterator()
    count, digest = digest_of(map(row_hash, rows))
    revoked = Release.objects.filter(revoked_at__lt=until).order_by("revoked_at", "pk").iterator()
    revoked_count, revoked_digest = digest_of(map(revocation_hash, revoked))
    return {
        "ledger-rows": count,
        "ledger-sha256": digest,
        "revoked-rows": revoked_count,
        "revoked-sha256": revoked_digest,
    }


@transaction.atomic
def sign_head(day: date) -> DailyHead:
    """The file of a day that is over, made once: whoever comes second gets what is there."""
    # One at a time, as each names the one before.
    log = AuditHead.objects.select_for_update().filter(pk=AuditHead.PK).first()
    if head := DailyHead.objects.filter(day=day).first():
        return head
    until = end_of(day)
    before = DailyHead.objects.filter(day__lt=day).first()
    fields = {
        "site": settings.BASE_URL,
        "day": day.isoformat(),
        "until": until.isoformat(),
        **ledger_fields(until),
        "log-hmac": (log.hash if log else "") or signing.NO_HASH,
        "previous-sha256": signing.file_hash(before.text) if before else signing.NO_HASH,
    }
    return DailyHead.objects.create(
        day=day, text=signing.write_head(fields, settings.AUDIT_KEY), log_number=log.number if log else 0
    )


def sign_daily_head() -> None:
    """The scheduled job: the file of yesterday."""
    sign_head(timezone.localdate() - timedelta(days=1))


def log_hash_at(number: int) -> str | None:
    """Hash of the entry that was the last one then; None where it was purged at the end of its time."""
    if number == 0:
        return signing.NO_HASH
    first = AuditEntry.objects.order_by("number").values_list("number", flat=True).first()
    if first is not None and number < first:
        return None
    return AuditEntry.objects.filter(number=number).values_list("hash", flat=True).first() or ""
