"""Chainable filters of the register."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db.models import Prefetch, QuerySet


class RegisterQuerySet(QuerySet):
    def with_facts(self):
        """Fetch release, reviewers, page and posts with two more queries however many rows there are."""
        posts = apps.get_model("publishing", "PlatformPost").objects.select_related("platform").order_by("posted_at")
        related = ("release__first_reviewer", "release__final_reviewer", "page")
        return self.select_related(*related).prefetch_related(Prefetch("posts", posts))

    def between(self, start: datetime, stop: datetime):
        """Filter to what went out at or after `start` and before `stop`."""
        return self.filter(went_out_at__gte=start, went_out_at__lt=stop)

    def newest_first(self):
        return self.order_by("-went_out_at", "-pk")
