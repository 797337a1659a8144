"""Publication and expiry by the clock, where one bad item never stops the others; taking a plan back (S-3.7, T52)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.platforms.services import drop_waiting_posts
from unionsite.publishing.review import mails, queries
from unionsite.publishing.review.services.releases import audit_subject, revoke_version


@transaction.atomic
def withdraw_plan(*, page: Page, user, reason: str) -> None:
    """Take a version back that waits for its time: it may be changed again, and needs both stages anew.

    What is public meanwhile stays. Raises Refused without a right (`queries.may_withdraw`), a reason, or anything that
    waits. Tells the reviewers, the writers and whoever submitted it.
    """
    page = Page.objects.select_for_update().get(pk=page.pk).specific
    if not queries.may_withdraw(user, page):
        raise Refused(_("您不能撤回这篇稿件的计划发布。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明撤回的原因。"))
    revision = page.scheduled_revision
    if revision is None:
        raise Refused(_("这篇稿件没有等待发布的版本，可能已经发布或撤回。"))
    planned, release = revision.approved_go_live_at, valid_release(page, revision.pk)
    unschedule(revision, user=user, reason=reason)
    if not page.live:
        drop_waiting_posts(page)
    mails.plan_withdrawn(page=page, release=release, planned=planned, user=user, reason=reason)
    audit.record(
        Action.PLAN_WITHDRAWN,
        actor=user,
        subject=audit_subject(page),
        reason=reason,
        detail={"revision": revision.pk, "planned": planned.isoformat()},
    )


def unschedule(revision: Revision, *, user=None, reason: str) -> None:
    """Drop the planned time of a version and revoke its release."""
    revision.approved_go_live_at = None
    revision.save(user=user, update_fields=["approved_go_live_at"])
    revoke_version(revision, user=user, reason=reason)


def reschedule(planned: dict[int, datetime]) -> None:
    """Give versions their planned time back, which Wagtail dropped when the page went down; `planned` by number."""
    for revision in Revision.objects.filter(pk__in=planned):
        revision.approved_go_live_at = planned[revision.pk]
        revision.save(update_fields=["approved_go_live_at"])


logger = logging.getLogger(__name__)


def draftable_models() -> list[type[models.Model]]:
    """Every model with a public and a draft version; pages as one."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def run(now: datetime) -> list[str]:
    """Publish what was released for a time until `now` and take down what has expired; returns what failed.

    In this order, so that a version that takes the place of one expiring at the same minute finds it still there.

    Each object has a transaction of its own. A version that was not released, or was changed since, stays down and is
    named at every run until somebody deals with it.
    """
    return [*publish(now), *expire(now)]


def expire(now: datetime) -> Iterator[str]:
    for model in draftable_models():
        for instance in list(model._base_manager.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk")):
            try:
                with transaction.atomic():
                    # Wagtail forgets the time of every version with it; what is planned for later still comes up.
                    waiting = instance.revisions.filter(approved_go_live_at__gt=now)
                    instance.planned_versions = dict(waiting.values_list("pk", "approved_go_live_at"))
                    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
                    reschedule(instance.planned_versions)
            except Exception as error:  # Whatever is wrong with one must not keep the others up.
                logger.exception("Expiry of %s failed", instance)
                yield f"{instance}: {error}"


def publish(now: datetime) -> Iterator[str]:
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for revision in list(due.defer("content")):
        try:
            with transaction.atomic():
                if has_expired(revision, now):
                    reason = _("到计划发布时已过了失效时间，没有发布。")
                    unschedule(revision, reason=reason)
                    yield f"{revision.object_str}: {reason}"
                    continue
                revision.publish(log_action="wagtail.publish.scheduled")
        except Exception as error:  # As above.
            logger.error("Scheduled publication of %s failed: %s", revision.object_str, error)
            yield f"{revision.object_str}: {error}"


def has_expired(revision: Revision, now: datetime) -> bool:
    """Whether a version that is published late would have expired already."""
    expiry = getattr(revision.as_object(), "expire_at", None)
    return expiry is not None and expiry <= now
