"""Chainable filters of sign-ups."""

from __future__ import annotations

from django.db.models import QuerySet

from interact.signups.choices import SignupState


class SignupQuerySet(QuerySet):
    def of(self, activity):
        """Filter to those of an activity (a page, or its translation key)."""
        return self.filter(activity=getattr(activity, "translation_key", activity))

    def active(self):
        return self.exclude(state=SignupState.CANCELLED)

    def placed(self):
        return self.filter(state=SignupState.PLACED)

    def waiting(self):
        """Filter to the queue, in its order, of people who are still in service."""
        rows = self.filter(state=SignupState.WAITING, person__is_active=True, person__left_on=None)
        return rows.order_by("queue")

    def with_people(self):
        return self.select_related("person__department")
