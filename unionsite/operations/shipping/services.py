"""Ships the audit log as it grows: in order, at least once, never past an entry that does not follow the last one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.audit.models import AuditEntry
from unionsite.core.chunks import in_chunks
from unionsite.operations.shipping import syslog
from unionsite.operations.shipping.folder import Folder
from unionsite.operations.shipping.lines import line_of, mark
from unionsite.operations.shipping.models import ShippingCursor

logger = logging.getLogger(__name__)
AT_ONCE = 1000
SYSLOG = "syslog"
Last = tuple[int, str] | None


class LogChanged(Exception):
    """What the database holds does not follow what was shipped: somebody changed or cut it, or restored a backup."""


def entries_after(last: Last) -> Iterator[AuditEntry]:
    """Yield what is to be shipped after `last`. Raises LogChanged where it does not follow."""
    number, hash_ = last or (0, "")
    kept = AuditEntry.objects.filter(number=number).values_list("hash", flat=True).first()
    if last and kept != hash_ and not (kept is None and AuditEntry.objects.filter(number=number + 1).exists()):
        raise LogChanged(_("外送过的第%(number)d条，在数据库中没有了，或者不同了。") % {"number": number})
    for entry in in_chunks(AuditEntry.objects.filter(number__gt=number), AT_ONCE):
        if last and (entry.number != number + 1 or entry.previous_hash != hash_):
            raise LogChanged(_("第%(next)d条接不上外送过的第%(number)d条。") % {"next": entry.number, "number": number})
        yield entry
        last = number, hash_ = entry.number, entry.hash


def folder() -> Folder | None:
    return Folder(Path(settings.AUDIT_SHIP_DIR)) if settings.AUDIT_SHIP_DIR else None


def in_parts(new: Iterator[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """Yield so many at once; what is right before a fault comes first."""
    entries: list[AuditEntry] = []
    try:
        for entry in new:
            entries.append(entry)
            if len(entries) == AT_ONCE:
                yield entries
                entries = []
    except LogChanged:
        if entries:
            yield entries
        raise
    if entries:
        yield entries


def ship_to_folder(target: Folder, now: datetime) -> int:
    """Write what is new into the folder and return how much. Raises LogChanged, OSError."""
    today, shipped = timezone.localdate(now), 0
    with target.locked():
        for entries in in_parts(entries_after(target.last())):
            target.append(map(line_of, entries), today)
            shipped += len(entries)
        target.forget(today - timedelta(days=settings.AUDIT_KEEP_DAYS))
    return shipped


def ship_to_syslog(now: datetime) -> int:
    """Send what is new and return how much. Raises LogChanged, OSError."""
    cursor = ShippingCursor.objects.filter(target=SYSLOG).first()
    shipped = 0
    for entries in in_parts(entries_after((cursor.number, cursor.hash) if cursor else None)):
        syslog.send(map(line_of, entries), now)
        reached = {"number": entries[-1].number, "hash": entries[-1].hash}
        ShippingCursor.objects.update_or_create(target=SYSLOG, defaults=reached)
        shipped += len(entries)
    return shipped


def begin_anew(*, reason: str, now: datetime) -> None:
    """Write a mark with the reason to all targets and ship the whole log again after it, as after a restored backup."""
    if target := folder():
        with target.locked():
            target.append([mark(at=now, reason=reason, last=target.last())], timezone.localdate(now))
    if settings.AUDIT_SYSLOG:
        cursor = ShippingCursor.objects.filter(target=SYSLOG).first()
        last = (cursor.number, cursor.hash) if cursor else None
        syslog.send([mark(at=now, reason=reason, last=last)], now)
        ShippingCursor.objects.filter(target=SYSLOG).delete()
