"""Writes the signed daily head, which states the rows, the revocations and the audit log; the scheduler calls it."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.models import WordsChange
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.publishing.ledger import signing
from unionsite.publishing.ledger.models import DailyHead, Release
from unionsite.publishing.ledger.signing import digest_of, revocation_hash, row_hash


def end_of(day: date) -> datetime:
    """Return the first moment that no longer belongs to the day, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def ledger_fields(until: datetime) -> dict[str, object]:
    """Return number and digest of the rows, the revocations and the changes of public words before `until`, each in
    order of time."""
    rows = Release.objects.filter(released_at__lt=until).order_by("released_at", "pk").iterator()
    count, digest = digest_of(map(row_hash, rows))
    revoked = Release.objects.filter(revoked_at__lt=until).order_by("revoked_at", "pk").iterator()
    revoked_count, revoked_digest = digest_of(map(revocation_hash, revoked))
    words = WordsChange.objects.filter(at__lt=until).order_by("at", "pk").iterator()
    words_count, words_digest = digest_of(row.row_hash for row in words)
    return {
        "ledger-rows": count,
        "ledger-sha256": digest,
        "revoked-rows": revoked_count,
        "revoked-sha256": revoked_digest,
        "words-rows": words_count,
        "words-sha256": words_digest,
    }


@transaction.atomic
def sign_head(day: date) -> DailyHead:
    """Return the daily head of a day that is over; make and sign it if it does not exist yet."""
    # Locked, so that only one head is made at a time: each names the one before.
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
    """Make the daily head of yesterday; the scheduled job."""
    sign_head(timezone.localdate() - timedelta(days=1))


def log_hash_at(number: int) -> str | None:
    """Return the hash of audit entry `number` now: "" if it is missing, None if it was purged after its retention."""
    if number == 0:
        return signing.NO_HASH
    first = AuditEntry.objects.order_by("number").values_list("number", flat=True).first()
    if first is not None and number < first:
        return None
    return AuditEntry.objects.filter(number=number).values_list("hash", flat=True).first() or ""
