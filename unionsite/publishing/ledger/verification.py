"""Checks that ledger and daily heads are what the site wrote; the daily check and `verify_heads` call it."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext as _

from unionsite.accounts.models import WordsChange
from unionsite.core.querysets import in_chunks
from unionsite.publishing.ledger import signing
from unionsite.publishing.ledger.models import DailyHead, Release
from unionsite.publishing.ledger.services import end_of, log_hash_at
from unionsite.publishing.ledger.signing import EMPTY, extend_digest, revocation_hash, row_hash
from unionsite.publishing.ledger.triggers import faulty_triggers


def faults() -> Iterator[str]:
    """Yield every fault in words; reads each table once, in constant memory."""
    if names := faulty_triggers(connection):
        yield _("放行记录的数据库触发器缺失或被改动（%(names)s）。") % {"names": _("、").join(names)}
    for release in in_chunks(Release.objects.all(), 1000):
        if not release.is_sealed:
            yield _("放行记录第%(number)d条（“%(label)s”）的校验值不符：内容被改动过，或者不是本站写入的。") % {
                "number": release.pk,
                "label": release.object_label,
            }
    yield from faults_of_heads()


def faults_of_heads() -> Iterator[str]:
    """Check each daily head against its signature, the head before, the ledger and the audit log; yield the faults."""
    key = signing.public_key(settings.AUDIT_KEY)
    rows, revocations = _Walk(Release, "released_at", row_hash), _Walk(Release, "revoked_at", revocation_hash)
    words = _Walk(WordsChange, "at", lambda row: row.row_hash)
    previous: DailyHead | None = None
    for head in in_chunks(DailyHead.objects.all(), 500, key="day"):
        try:
            fields = signing.read_head(head.text, key)
        except signing.NotAHead:
            yield _("%(day)s的每日校验文件签名不符：文件被改动过，或者审计日志的密钥换过。") % {"day": head}
            continue
        if fields["previous-sha256"] != (signing.file_hash(previous.text) if previous else signing.NO_HASH):
            yield _("%(day)s的每日校验文件与前一份不衔接。") % {"day": head}
        until = end_of(head.day)
        if (fields["ledger-rows"], fields["ledger-sha256"]) != rows.to(until):
            yield _("截至%(day)s的放行记录与当日签名的不一致：有记录被改动、删除或补写。") % {"day": head}
        if (fields["revoked-rows"], fields["revoked-sha256"]) != revocations.to(until):
            yield _("截至%(day)s的撤销情况与当日签名的不一致。") % {"day": head}
        # Heads signed before 1.1 do not name them.
        if "words-rows" in fields and (fields["words-rows"], fields["words-sha256"]) != words.to(until):
            yield _("截至%(day)s的公开文字改动记录与当日签名的不一致：有记录被改动、删除或补写。") % {"day": head}
        if log_hash_at(head.log_number) not in (None, fields["log-hmac"]):
            yield _("%(day)s签名时审计日志的最后一条（第%(number)d条）已不是原来的内容。") % {
                "day": head,
                "number": head.log_number,
            }
        previous = head


def faults_of_copies(copies: Mapping[date, str]) -> Iterator[str]:
    """Check daily heads that somebody kept elsewhere against those the site holds now; yield the faults."""
    stored = dict(DailyHead.objects.filter(day__in=copies).values_list("day", "text"))
    for day, text in sorted(copies.items()):
        if day not in stored:
            yield _("本站没有%(day)s的每日校验文件，留存的那份无从核对。") % {"day": day}
        elif stored[day].strip() != text.strip():
            yield _("本站现有的%(day)s每日校验文件与留存的不一致。") % {"day": day}


class _Walk:
    """Reads the rows once in the order of `field`, and returns number and digest up to each of ever later moments."""

    def __init__(self, model: type[models.Model], field: str, hashed):
        rows = model._base_manager.exclude(**{field: None}).order_by(field, "pk")
        self.rows, self.field, self.hashed = rows.iterator(), field, hashed
        self.next: models.Model | None = next(self.rows, None)
        self.count, self.digest = 0, EMPTY

    def to(self, until: datetime) -> tuple[str, str]:
        while self.next is not None and getattr(self.next, self.field) < until:
            self.count, self.digest = self.count + 1, extend_digest(self.digest, self.hashed(self.next))
            self.next = next(self.rows, None)
        return str(self.count), self.digest
