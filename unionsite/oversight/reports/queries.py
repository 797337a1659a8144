"""Reads of reports: what waits to be made public, for the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from unionsite.oversight.reports.choices import VIEW
from unionsite.oversight.reports.models import Report


@dataclass(frozen=True)
class Tally:
    """Reports that are not public yet, and those of them that should be."""

    waiting: int
    late: int


def reports_for(user, today: date) -> Tally | None:
    """Count in one query; None for who may not see reports."""
    if not user.has_perm(VIEW):
        return None
    waiting = list(Report.objects.unpublished())
    return Tally(len(waiting), sum(report.due_on < today for report in waiting))
