"""Chainable filters of findings."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from unionsite.oversight.findings.choices import HANDLE, OPEN, UNMENDED, VIEW, State


class FindingQuerySet(QuerySet):
    def open(self):
        return self.filter(state__in=sorted(OPEN))

    def overdue(self, today):
        return self.filter(state__in=sorted(UNMENDED), due_on__lt=today)

    def at_fault_between(self, start, stop):
        """Filter to what was open at any time from `start` to before `stop`, and was a fault."""
        open_still = Q(closed_at=None) | Q(closed_at__gte=start)
        return self.filter(open_still, found_at__lt=stop).exclude(state=State.DISMISSED)

    def visible_to(self, user):
        """Filter to what somebody may see: all for those who watch, for others what they or their department mend."""
        if user.has_perm(VIEW) or user.has_perm(HANDLE):
            return self
        own = Q(owner=user)
        return self.filter(own | Q(department=user.department_id) if user.department_id else own)

    def most_urgent_first(self):
        """Order by due date; what is done with comes after all that is not."""
        return self.order_by(
            F("closed_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "-found_at", "-pk"
        )
