"""Reads of the release ledger."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Cast
from wagtail.models import TaskState

from unionsite.publishing.choices import ReleaseKind
from unionsite.publishing.ledger.models import Release, base_content_type


def valid_release(instance: models.Model, revision_id: int | None) -> Release | None:
    """Return the unrevoked release of this revision of this object, or None."""
    if revision_id is None:
        return None
    releases = Release.objects.valid().of(instance).filter(revision_id=revision_id)
    return releases.select_related("revision", "first_reviewer", "final_reviewer").first()


def last_rejection(instance: models.Model, *, before: datetime | None = None) -> TaskState | None:
    """Return the last rejection of `instance` after its last release, at `before` at the latest; None if there is none.

    It counts even if the piece was withdrawn and submitted again since. One query.
    """
    released = Release.objects.of(instance).filter(released_at__gt=OuterRef("finished_at"))
    states = TaskState.objects.filter(
        status=TaskState.STATUS_REJECTED,
        task__reviewtask__isnull=False,
        workflow_state__base_content_type=base_content_type(instance),
        workflow_state__object_id=str(instance.pk),
    ).exclude(Exists(released))
    if before is not None:
        states = states.filter(finished_at__lte=before)
    return states.select_related("task", "finished_by").order_by("finished_at", "pk").last()


def is_imported() -> Exists:
    """Return a condition on pages: imported from the former website, so published there at a time nobody recorded."""
    return Exists(
        Release.objects.filter(
            kind=ReleaseKind.IMPORTED,
            content_type__app_label="wagtailcore",
            content_type__model="page",
            object_id=Cast(OuterRef("pk"), models.CharField()),
        )
    )
