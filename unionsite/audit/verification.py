"""Walks the whole chain and tells where it is broken (T36)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from unionsite.audit import chain
from unionsite.audit.choices import Fault
from unionsite.audit.models import AuditEntry, AuditHead
from unionsite.audit.queries import is_purged_up_to
from unionsite.audit.triggers import faulty_triggers

AT_ONCE = 2000


class Broken(Exception):
    """The log is not what the site wrote; the message says where."""


@dataclass(frozen=True)
class Break:
    """One fault, with the number of the entry where it shows."""

    fault: Fault
    number: int | None = None
    note: str = ""

    def __str__(self) -> str:
        where = _("第%(number)d条：") % {"number": self.number} if self.number is not None else ""
        note = f"（{self.note}）" if self.note else ""
        return f"{where}{self.fault.label}{note}"


@dataclass
class Report:
    """`count` entries were read, `first` to `last`; `breaks` has the first broken link and
    faults of head or triggers."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    last_hash: str = ""
    breaks: list[Break] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.breaks

    def __str__(self) -> str:
        if self.breaks:
            return "；".join(str(found) for found in self.breaks)
        if not self.count:
            return _("审计日志完好，还没有记录。")
        return _("审计日志完好：第%(first)d条至第%(last)d条，共%(count)d条；最后一条的校验值%(hash)s") % {
            "first": self.first,
            "last": self.last,
            "count": self.count,
            "hash": self.last_hash,
        }


def verify(tell: Callable[[Report], object] = lambda report: None) -> Report:
    """Read every entry once, in constant memory; `tell` is called after each part and may write, as no cursor is open.
    Entries may be written and purged meanwhile."""
    report = Report()
    if faulty := faulty_triggers(connection):
        report.breaks.append(Break(Fault.TRIGGERS, note="、".join(faulty)))
    before = AuditHead.objects.filter(pk=AuditHead.PK).first()
    found = _walk(report, tell)
    found = found or _compare(before)
    if found:
        report.breaks.append(found)
    if before is None or not chain.is_sealed(before, settings.AUDIT_KEY):
        report.breaks.append(Break(Fault.HEAD))
    return report


def _walk(report: Report, tell: Callable[[Report], object]) -> Break | None:
    """Follow the chain to its end or its first break, counting in `report`."""
    entries = AuditEntry.objects.order_by("number")
    part = list(entries[:AT_ONCE])
    while part:
        for entry in part:
            if found := _fault_of(entry, report):
                return found
            report.first = entry.number if report.first is None else report.first
            report.last, report.last_hash = entry.number, entry.hash
            report.count += 1
        tell(report)
        part = list(entries.filter(number__gt=report.last)[:AT_ONCE]) if len(part) == AT_ONCE else []
    return None


def _fault_of(entry: AuditEntry, report: Report) -> Break | None:
    """Return what is wrong with an entry that follows those in `report`, or None."""
    expected = 1 if report.last is None else report.last + 1
    if not chain.is_intact(entry, settings.AUDIT_KEY):
        return Break(Fault.CONTENT, entry.number)
    if entry.number > expected:
        # At the beginning, or where a purge came between two parts.
        if not AuditEntry.objects.filter(number__lt=entry.number).exists() and is_purged_up_to(
            entry.number - 1, entry.previous_hash
        ):
            return None
        if report.last is None:
            return Break(Fault.START, entry.number, _missing(1, entry.number - 1))
        return Break(Fault.GAP, entry.number, _missing(expected, entry.number - 1))
    if entry.number < expected or entry.previous_hash != report.last_hash:
        return Break(Fault.LINK, entry.number)
    return None


def _missing(first: int, last: int) -> str:
    if first == last:
        return _("缺第%(number)d条") % {"number": first}
    return _("缺第%(first)d条至第%(last)d条") % {"first": first, "last": last}


def _compare(before: AuditHead | None) -> Break | None:
    """Return the break if the log does not end where the head says; `before` is the head as it was before the walk."""
    newest = AuditEntry.objects.first()
    end = newest.number if newest else 0
    if before is not None and end < before.number:
        return Break(Fault.TAIL, before.number, _missing(end + 1, before.number))
    after = AuditHead.objects.filter(pk=AuditHead.PK).first()
    if after is None:
        return None
    if end > after.number:
        return Break(Fault.EXTRA, after.number + 1)
    at_head = AuditEntry.objects.filter(number=after.number).values_list("hash", flat=True).first() or ""
    return None if at_head == after.hash else Break(Fault.LINK, after.number)
