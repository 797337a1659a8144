"""Chainable filters of posts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from interact.discussions.choices import PostKind, PostState


class PostQuerySet(QuerySet):
    def of(self, discussion):
        """Filter to the posts of a discussion, in whichever language its page was open."""
        return self.filter(activity=discussion.translation_key)

    def readable(self):
        """Filter to what every reader sees."""
        return self.filter(state=PostState.PUBLIC, hidden_at=None)

    def to_decide(self):
        """Filter to what waits for a moderator: new posts, and public ones hidden by reports."""
        return self.filter(Q(state=PostState.WAITING) | Q(state=PostState.PUBLIC, hidden_at__isnull=False))

    def unanswered(self):
        return self.readable().filter(kind=PostKind.QUESTION, answered_at=None)

    def on_day_of(self, now: datetime):
        """Filter to those sent on the local day of `now`."""
        start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.filter(sent_at__gte=start)
