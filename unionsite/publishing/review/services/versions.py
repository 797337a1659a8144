"""Clears old drafts: versions are the largest part of the database."""

from datetime import datetime, timedelta

from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from unionsite.publishing.review.queries import WRITING

KEPT_FOR, AT_ONCE = timedelta(days=365), 500


def thin_versions(*, now: datetime | None = None) -> int:
    """Delete versions of pages that are a year old and never went to review; return how many.

    What a review, a release or a plan names stays, and of each page the newest. So does a version whose writer stands
    nowhere else in Wagtail's log: nobody may review what they ever had a hand in (S-3.6).
    """
    old = Revision.objects.page_revisions().filter(created_at__lt=(now or timezone.now()) - KEPT_FOR)
    old = old.filter(approved_go_live_at=None, task_states=None, releases=None)
    named = Page.objects.exclude(latest_revision=None).values("latest_revision")
    logged = set(PageLogEntry.objects.filter(action__in=WRITING).values_list("page_id", "user_id").distinct())
    rows = old.exclude(pk__in=named).values_list("pk", "object_id", "user_id")
    gone = [pk for pk, page, user in rows if user is None or (int(page), user) in logged]
    for start in range(0, len(gone), AT_ONCE):
        Revision.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    return len(gone)
