"""Ships the audit log as it grows: in order, at least once, never past an entry that does not follow the last one."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from unionsite.audit.models import AuditEntry
from unionsite.core.querysets import in_chunks
from unionsite.operations.alarms.rules import Kind
from unionsite.operations.alarms.services import settle
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


def ship_audit_log() -> None:
    """Runs each minute; each target goes on by itself where it stopped."""
    now, found = timezone.now(), {}
    targets: dict[str, Callable[[], int]] = {}
    if target := folder():
        targets[settings.AUDIT_SHIP_DIR] = lambda: ship_to_folder(target, now)
    if settings.AUDIT_SYSLOG:
        targets[settings.AUDIT_SYSLOG] = lambda: ship_to_syslog(now)
    with translation.override(settings.LANGUAGE_CODE):
        for name, ship in targets.items():
            try:
                ship()
            except LogChanged as error:
                found[name] = [str(error), *_advice_on_change()]
            except OSError as error:
                logger.warning("The audit log was not shipped to %s: %s", name, type(error).__name__)
                found[name] = [
                    _("审计日志没有送出：%(error)s。") % {"error": type(error).__name__},
                    _("请检查对方机器、网络、证书和磁盘。恢复后从断开处接着送，不会缺。"),
                ]
        settle(Kind.SHIPPING, found, now=now)


def _advice_on_change() -> list[str]:
    return [
        _("如果刚恢复过备份：unionsite-manage ship_audit_log --restart “恢复备份的说明”。"),
        _("否则可能有人改动了审计日志：请保留现场，用unionsite-manage verify_shipped与外送的日志核对。"),
    ]
