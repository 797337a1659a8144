"""Chainable filters of tasks."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from unionsite.oversight.goals.choices import State


class TaskQuerySet(QuerySet):
    def unfinished(self):
        return self.filter(percent__lt=100)

    def late(self, today: date):
        return self.unfinished().filter(due_on__lt=today)

    def in_state(self, state: State, today: date):
        """Filter as `rules.state_of` judges."""
        match state:
            case State.DONE:
                return self.filter(percent__gte=100)
            case State.LATE:
                return self.late(today)
            case State.RUNNING:
                return self.unfinished().filter(percent__gt=0, due_on__gte=today)
        return self.filter(percent=0, due_on__gte=today)

    def by_plan(self):
        return self.order_by("-goal__year", "goal__sort_order", "goal_id", "sort_order", "pk")
