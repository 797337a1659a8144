"""Chainable filters of reports."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from unionsite.core.models import PiecePage


class ReportQuerySet(QuerySet):
    def with_pages(self):
        """With the page and the state of its review, in two queries for all."""
        return self.prefetch_related(Prefetch("page", PiecePage.objects.prefetch_workflow_states()))

    def waiting(self):
        """Those whose draft has never been public."""
        return self.filter(page__isnull=False, page__first_published_at=None)

    def late(self, today: date):
        return self.waiting().filter(due_on__lt=today)
