"""Ships the audit log as it grows: in order, at least once, never past an entry that does not follow the last one."""

import json
import logging
import socket  # allowed: outgoing (to rsyslog on this machine alone)
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from logging.handlers import SysLogHandler
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from unionsite.audit.models import AuditEntry
from unionsite.core.querysets import in_chunks
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import settle
from unionsite.operations.shipping.models import ShippingCursor

logger = logging.getLogger(__name__)
AT_ONCE = 1000
# As deploy/rsyslog.conf says; it writes each entry to its disk before it answers.
RSYSLOG, SECONDS = ("127.0.0.1", 10514), 120
AUDIT_FACILITY = 13
SYSLOG = "syslog"
# Syslog knows no receipt: what rsyslog sent so long before it found the other machine silent may not have arrived.
UNSURE = timedelta(hours=1)
# Of a line that rsyslog wrote: its moment, and what the cursor has room for.
KNOWN_BY = 64
Last = tuple[int, str] | None


class Suspended(OSError):
    """The other machine, or the disk of this one, takes nothing from rsyslog at present."""


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


class LocalSyslog(SysLogHandler):
    """The standard library's handler, which would go on after an error."""

    append_nul = False
    ident = "1 - - unionsite - audit - "

    def handleError(self, record):
        raise sys.exception()


def send(lines: Iterable[str]) -> None:
    """Give all lines to rsyslog. Returns when it has hung up, which it does once it has taken them. Raises OSError."""
    with closing(LocalSyslog(RSYSLOG, AUDIT_FACILITY, socket.SOCK_STREAM)) as handler:
        handler.setFormatter(logging.Formatter("%(message)s\n"))
        handler.socket.settimeout(SECONDS)
        for line in lines:
            handler.emit(logging.makeLogRecord({"msg": line, "levelname": "INFO"}))
        handler.socket.shutdown(socket.SHUT_WR)
        handler.socket.recv(1)


def last_shipped() -> Last:
    return ShippingCursor.objects.filter(target=SYSLOG, number__gt=0).values_list("number", "hash").first()


def _note(target: str, number: int, hash_: str) -> None:
    ShippingCursor.objects.update_or_create(target=target, defaults={"number": number, "hash": hash_})


def ship(now: datetime) -> int:
    """Give rsyslog what is new and return how much. Raises LogChanged, OSError."""
    shipped = 0
    for entries in in_parts(entries_after(_last_sure(last_shipped()))):
        send(map(line_of, entries))
        _note(SYSLOG, entries[-1].number, entries[-1].hash)
        shipped += len(entries)
    if settings.AUDIT_SHIP_DIR:
        forget(Path(settings.AUDIT_SHIP_DIR), timezone.localdate(now) - timedelta(days=settings.AUDIT_KEEP_DAYS))
    return shipped


def _last_sure(last: Last) -> Last:
    """Return the last entry that has surely arrived: after an outage or a new start of rsyslog one from before it."""
    said = Path(settings.VAR_DIR) / "syslog" / "state"
    lines = said.read_text("utf-8").splitlines() if said.exists() else []
    if lines and "suspended" in lines[-1]:
        raise Suspended
    machine = socket.gethostname()[: ShippingCursor._meta.get_field("target").max_length]
    known = ShippingCursor.objects.filter(target=machine).values_list("hash", flat=True).first() or ""
    new = [line for line in lines if line[:KNOWN_BY] > known]
    if not new:
        return last
    if last:
        # Raises if the log was cut off: going back would hide it.
        next(entries_after(last), None)
        trouble = datetime.fromisoformat(new[0].partition(" ")[0])
        before = AuditEntry.objects.filter(number__lte=last[0], at__lt=trouble - UNSURE)
        last = before.order_by("-number").values_list("number", "hash").first()
        _note(SYSLOG, *(last or (0, "")))
    _note(machine, 0, new[-1][:KNOWN_BY])
    return last


def forget(folder: Path, before: date) -> None:
    """Remove files of days before this one, but for the newest: they live as long as the log."""
    for file in sorted(folder.glob("audit-*.jsonl"))[:-1]:
        if file.name < f"audit-{before:%Y-%m-%d}.jsonl":
            file.unlink()


def begin_anew(*, reason: str, now: datetime) -> None:
    """Ship a mark with the reason and the whole log again after it, as after a restored backup."""
    send([mark(at=now, reason=reason, last=last_shipped())])
    ShippingCursor.objects.filter(target=SYSLOG).delete()


def ship_audit_log() -> None:
    """Runs each minute and goes on where it stopped."""
    target = settings.AUDIT_SYSLOG or settings.AUDIT_SHIP_DIR
    now, found = timezone.now(), {}
    with translation.override(settings.LANGUAGE_CODE):
        try:
            if target:
                ship(now)
        except LogChanged as error:
            found[target] = [
                str(error),
                _("如果刚恢复过备份：unionsite-manage ship_audit_log --restart “恢复备份的说明”。"),
                _("否则可能有人改动了审计日志：请保留现场，与外送的日志逐条核对。"),
            ]
        except OSError as error:
            logger.warning("The audit log was not shipped to %s: %s", target, type(error).__name__)
            found[target] = [
                _("审计日志没有送出：%(error)s。") % {"error": type(error).__name__},
                _("请检查rsyslog（systemctl status unionsite-syslog）、对方机器、网络、证书和磁盘。"),
                _("恢复后从断开处接着送，不会缺。"),
            ]
        settle(AlarmKind.SHIPPING, found, now=now)


# --- Lines ---

_WHO = ("action", "outcome", "actor_id", "actor_label", "subject_type", "subject_id", "subject_label")
FIELDS = (*_WHO, "reason", "detail", "address", "agent", "previous_hash", "hash")


def line_of(entry: AuditEntry) -> str:
    """Return the entry as JSON: always the same bytes for the same entry, so that what was cut off is written anew."""
    values = {name: getattr(entry, name) for name in FIELDS}
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json({"number": entry.number, "at": at} | values)


def mark(*, at: datetime, reason: str, last: tuple[int, str] | None) -> str:
    """Return the line that says that the log begins anew here, as after a restored backup."""
    number, hash_ = last or (0, "")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json({"mark": "restart", "at": moment, "reason": reason, "last_number": number, "last_hash": hash_})


def _json(values: dict) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
