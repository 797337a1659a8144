"""Clears old drafts: versions are the largest part of the database."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from unionsite.publishing.review.queries import WRITING

KEPT_FOR, AT_ONCE = timedelta(days=365), 500


def thin_versions(*, now: datetime | None = None) -> int:
    """Delete versions of pages that are a year old and never went to review; return how many.

    What a review, a release or a plan names stays, and of each page the newest. So does a version whose writer
    Wagtail's log does not name: nobody may review what they ever had a hand in (S-3.6).
    """
    logged = PageLogEntry.objects.filter(action__in=WRITING, user=OuterRef("user"))
    logged = logged.filter(page=Cast(OuterRef("object_id"), BigIntegerField()))
    old = Revision.objects.page_revisions().filter(created_at__lt=(now or timezone.now()) - KEPT_FOR)
    old = old.filter(Q(user=None) | Exists(logged), approved_go_live_at=None, task_states=None, releases=None)
    old = old.exclude(pk__in=Page.objects.exclude(latest_revision=None).values("latest_revision"))
    deleted = 0
    while gone := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        Revision.objects.filter(pk__in=gone).delete()
        deleted += len(gone)
    return deleted
