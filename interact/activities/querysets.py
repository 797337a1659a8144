"""Chainable filters of activities and of who took part."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from wagtail.models import PageManager

from unionsite.core.querysets import PublicPageQuerySet


class ActivityQuerySet(PublicPageQuerySet):
    def with_state(self):
        """Fetch with each page what its state depends on: its publicity piece and its record, in the same query."""
        records = apps.get_model("interact", "ActivityRecord").objects.filter(activity=OuterRef("translation_key"))
        return self.select_related("publicity").annotate(cancelled_at=Subquery(records.values("cancelled_at")[:1]))

    def running(self, now):
        """Leave out what is closed or cancelled; what is to open later stays."""
        records = apps.get_model("interact", "ActivityRecord").objects
        cancelled = records.filter(activity=OuterRef("translation_key"), cancelled_at__isnull=False)
        return self.filter(closes_at__gt=now).exclude(Exists(cancelled))

    def ended(self, now):
        return self.filter(closes_at__lte=now)

    def first_to_close(self):
        return self.order_by(F("closes_at").asc(nulls_last=True), "pk")

    def originals(self, language: str):
        """Return the pages in the site's first language, which alone have plans; the others are translations."""
        return self.filter(locale__language_code=language)

    def without_conclusion(self):
        return self.filter(Q(conclusion="") | Q(conclusion__isnull=True))


class ParticipationQuerySet(QuerySet):
    def of(self, activity):
        """Filter to those who took part in an activity (a page, or its translation key)."""
        return self.filter(activity=getattr(activity, "translation_key", activity))


ActivityManager = PageManager.from_queryset(ActivityQuerySet)
