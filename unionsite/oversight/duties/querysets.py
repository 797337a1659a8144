"""Chainable filters of duties and their records."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from unionsite.oversight.duties.choices import HANDLE, SIGN, SOON, VIEW, DutyState, RecordState


def sees_all(user) -> bool:
    return any(user.has_perm(right) for right in (VIEW, HANDLE, SIGN))


class DutyQuerySet(QuerySet):
    def visible_to(self, user):
        """Filter to what somebody may see: all for those who watch; for others of the staff what they are to do, and
        the rules in force, which they are to read."""
        if sees_all(user):
            return self
        return self.filter(Q(owner=user) | Q(edition__isnull=False, is_active=True))

    def in_state(self, state: DutyState, today: date):
        """Filter by `rules.state`."""
        if state == DutyState.STOPPED:
            return self.filter(is_active=False)
        soon = today + timedelta(days=SOON)
        return self.filter(is_active=True).filter(
            {
                DutyState.DONE: Q(due_on=None),
                DutyState.LATE: Q(due_on__lt=today),
                DutyState.SOON: Q(due_on__gte=today, due_on__lte=soon),
                DutyState.FINE: Q(due_on__gt=soon),
            }[state]
        )

    def pending(self):
        """Filter to what is still to be done one day."""
        return self.filter(is_active=True, due_on__isnull=False)

    def with_paper(self):
        """Annotate whether a record waits for its signature, as `is_waiting`."""
        waiting = self.model.objects.filter(pk=OuterRef("pk"), records__state=RecordState.WAITING)
        return self.annotate(is_waiting=Exists(waiting))

    def concerning(self, user):
        """Filter to what somebody watches over, or is to do."""
        return self if sees_all(user) else self.filter(owner=user)

    def unread_by(self, user):
        """Filter to the rules in force that this person has not confirmed to have read in their present version."""
        return self.filter(edition__isnull=False, is_active=True).exclude(edition__readings__person=user)

    def most_urgent_first(self):
        return self.order_by(F("is_active").desc(), F("due_on").asc(nulls_last=True), "kind", "pk")
