"""Chainable filters of links, and which of them a step asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from unionsite.oversight.health.choices import HOURS_BETWEEN, LinkKind


class LinkQuerySet(QuerySet):
    def waiting_in(self, walk_id: int):
        """Filter to the links that this walk has seen and not yet asked."""
        return self.filter(seen_in=walk_id, checked_in__lt=walk_id)

    def faulty(self):
        return self.exclude(fault="")

    def dead(self, now: datetime):
        """Filter to the links that are faults; says in SQL what `rules.is_dead` says."""
        long_enough = Q(failures__gte=2, failed_since__lte=now - timedelta(hours=HOURS_BETWEEN))
        return self.faulty().filter(~Q(kind=LinkKind.EXTERNAL) | long_enough)

    def due_again(self, now: datetime):
        """Filter to failing links that are asked again between walks: hours after the first failure, then daily."""
        first = Q(failures=1, checked_at__lte=now - timedelta(hours=HOURS_BETWEEN))
        later = Q(failures__gt=1, checked_at__lte=now - timedelta(hours=20))
        return self.faulty().filter(first | later)

    def few_of_each_host(self, number: int):
        place = Window(RowNumber(), partition_by=F("host"), order_by="pk")
        return self.annotate(place=place).filter(place__lte=number)
