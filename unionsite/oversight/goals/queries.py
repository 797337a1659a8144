"""Composed reads of tasks: counts for the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from unionsite.oversight.goals.choices import EDIT, REMIND_BEFORE
from unionsite.oversight.goals.models import Task


@dataclass(frozen=True)
class Tally:
    """Unfinished tasks: `open` all, `soon` due within a week, `late` beyond their due date."""

    open: int
    soon: int
    late: int


def tasks_for(user, today: date) -> Tally:
    """Count in one query: all tasks for the committee, their own for others."""
    tasks = Task.objects.unfinished()
    if not user.has_perm(EDIT):
        tasks = tasks.filter(owner=user)
    soon = Q(due_on__gte=today, due_on__lte=today + REMIND_BEFORE)
    counted = {"open": Count("pk"), "soon": Count("pk", filter=soon), "late": Count("pk", filter=Q(due_on__lt=today))}
    return Tally(**tasks.aggregate(**counted))
