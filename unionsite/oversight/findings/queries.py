"""Composed reads of findings: counts for the dashboard, time to repair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, F, Q

from unionsite.oversight.findings.choices import UNMENDED, State
from unionsite.oversight.findings.models import Finding


@dataclass(frozen=True)
class Tally:
    """Findings that somebody sees, by what they wait for; `overdue` are beyond their due date."""

    found: int
    assigned: int
    mended: int
    overdue: int

    @property
    def open(self) -> int:
        return self.found + self.assigned + self.mended


def tally_for(user, today: date) -> Tally:
    """Count in one query what this person may see."""
    found = Finding.objects.open().visible_to(user)
    counted = {state.value: Count("pk", filter=Q(state=state)) for state in (State.FOUND, State.ASSIGNED, State.MENDED)}
    late = Q(due_on__lt=today, state__in=sorted(UNMENDED))
    return Tally(**found.aggregate(overdue=Count("pk", filter=late), **counted))


def time_to_repair(start: datetime, stop: datetime) -> timedelta | None:
    """Return the mean time from finding to mending of what was mended from `start` to before `stop`; None for none."""
    mended = Finding.objects.filter(mended_at__gte=start, mended_at__lt=stop)
    return mended.aggregate(mean=Avg(F("mended_at") - F("found_at")))["mean"]
