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
    """Count in two queries; None for who may not see reports."""
    if not user.has_perm(VIEW):
        return None
    return Tally(Report.objects.unpublished().count(), len(late_reports(today)))


def late_reports(today: date) -> list[int]:
    """Return the keys of the reports that are not public after their due date; one query."""
    return [report.pk for report in Report.objects.unpublished() if report.due_on < today]
