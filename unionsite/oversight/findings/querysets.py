"""Chainable filters of findings."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from unionsite.oversight.findings.choices import HANDLE, OPEN, UNMENDED, VIEW


class FindingQuerySet(QuerySet):
    def open(self):
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today):
        return self.filter(state__in=sorted(UNMENDED), due_on__lt=today)

    def visible_to(self, user):
        """Filter to what somebody may see: all for those who watch, for others what they or their department mend."""
        if user.has_perm(VIEW) or user.has_perm(HANDLE):
            return self
        own = Q(owner=user)
        return self.filter(own | Q(department=user.department_id) if user.department_id else own)

    def most_urgent_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "-found_at", "-pk")
