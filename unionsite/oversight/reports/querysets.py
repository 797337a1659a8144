"""Chainable filters of reports."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from unionsite.core.models import PiecePage


class ReportQuerySet(QuerySet):
    def with_pages(self):
        """With the page and the state of its review, in two queries for all."""
        return self.prefetch_related(Prefetch("page", PiecePage.objects.prefetch_workflow_states()))

    def unpublished(self):
        return self.filter(page__first_published_at=None)
