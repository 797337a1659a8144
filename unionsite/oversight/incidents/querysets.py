"""Chainable filters of incidents."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from unionsite.oversight.incidents.choices import REPORT_WITHIN, REPORTED, VIEW, State


class IncidentQuerySet(QuerySet):
    def visible_to(self, user):
        return self if user.has_perm(VIEW) else self.none()

    def open(self):
        return self.filter(state=State.OPEN)

    def waiting_for_report(self):
        return self.open().filter(grade__in=sorted(REPORTED), reported_at=None)

    def late(self, now):
        """Filter to those that should have been reported by now."""
        return self.waiting_for_report().filter(found_at__lte=now - REPORT_WITHIN)

    def waiting_for_decision(self):
        undecided = Q(decided_at=None) | Q(decided_at__lt=F("escalated_at"))
        return self.open().filter(undecided, escalated_at__isnull=False)

    def open_first(self):
        """Order with those still open before the closed ones, each from the newest; "open" sorts after "closed"."""
        return self.order_by("-state", "-found_at", "-pk")
