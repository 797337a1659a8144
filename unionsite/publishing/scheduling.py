"""Publication and expiry by the clock: one bad item never stops the others (S-3.7, T52)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Page, Revision

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """What did not go as planned: the object as people know it, and why."""

    subject: str
    reason: str

    def __str__(self):
        return f"{self.subject}: {self.reason}"


def draftable_models() -> list[type[models.Model]]:
    """Every model with a public and a draft version; pages as one."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def run(now: datetime) -> list[Problem]:
    """Take down what has expired and publish what was released for a time until `now`; returns what failed.

    Each object has a transaction of its own. A version that was not released, or was changed since, stays down and is
    named at every run until somebody deals with it.
    """
    return [*expire(now), *publish(now)]


def expire(now: datetime) -> Iterator[Problem]:
    for model in draftable_models():
        for instance in list(model._base_manager.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk")):
            try:
                with transaction.atomic():
                    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
            except Exception as error:  # Whatever is wrong with one must not keep the others up.
                logger.exception("Expiry of %s failed", instance)
                yield Problem(str(instance), str(error))


def publish(now: datetime) -> Iterator[Problem]:
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for revision in list(due.defer("content")):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except Exception as error:  # As above.
            logger.error("Scheduled publication of %s failed: %s", revision.object_str, error)
            yield Problem(revision.object_str, str(error))
