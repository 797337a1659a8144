"""Composed reads of findings: counts for the dashboard, time to repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone

from unionsite.oversight.findings.choices import SECURITY_KEYS, Source, State
from unionsite.oversight.findings.models import Finding


def time_to_repair(start: datetime, stop: datetime, source: str = "") -> timedelta | None:
    """Return the mean time from finding to mending of what was mended from `start` to before `stop`; None for none."""
    mended = Finding.objects.filter(mended_at__gte=start, mended_at__lt=stop).exclude(state=State.DISMISSED)
    if source:
        mended = mended.filter(source=source)
    return mended.aggregate(mean=Avg(F("mended_at") - F("found_at")))["mean"]


@dataclass(frozen=True, slots=True)
class Work:
    """Findings of a span of time: found in it, mended in it, and overdue at its end."""

    found: int = 0
    mended: int = 0
    overdue: int = 0

    def __add__(self, other: Work) -> Work:
        return Work(self.found + other.found, self.mended + other.mended, self.overdue + other.overdue)


def work_between(start: datetime, stop: datetime, *, by: str, today: date) -> dict[str, Work]:
    """Count what was found and mended from `start` to before `stop`, by a field of findings, "" for none; one query.

    What has ended by `today`, the day on which one looks, is overdue as of its end, else as of that day.
    """
    late = Q(due_on__lt=min(timezone.localdate(stop), today), found_at__lt=stop)
    counted = {
        "found": Count("pk", filter=Q(found_at__gte=start, found_at__lt=stop)),
        "mended": Count("pk", filter=Q(mended_at__gte=start, mended_at__lt=stop)),
        "overdue": Count("pk", filter=late & (Q(mended_at=None) | Q(mended_at__gte=stop))),
    }
    rows = Finding.objects.exclude(state=State.DISMISSED).order_by().values_list(by).annotate(**counted)
    found = {key or "": Work(*numbers) for key, *numbers in rows}
    return {key: work for key, work in found.items() if work != Work()}


def mended_between(start: datetime, stop: datetime) -> QuerySet[Finding]:
    """Return what was mended and may be told to everybody, in that order, with the department: nothing that would tell
    where the site was weak, as what drills, assessments of risk, checks of security and incidents brought up."""
    found = Finding.objects.filter(mended_at__gte=start, mended_at__lt=stop).exclude(state=State.DISMISSED)
    found = found.exclude(source__in=[Source.DRILL, Source.RISK]).exclude(key__startswith=SECURITY_KEYS)
    return found.select_related("department").order_by("mended_at", "pk")
