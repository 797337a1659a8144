"""Chainable filters of ballots."""

from django.db.models import QuerySet


class BallotQuerySet(QuerySet):
    def of(self, vote):
        """Filter to the ballots of a vote, whichever language they were cast in."""
        return self.filter(activity=vote.translation_key)
