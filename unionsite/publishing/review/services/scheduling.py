"""Publishing and expiring by the clock, where one bad item never stops the others; taking a plan back (S-3.7, T52)."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Page, Revision

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.core.wings import place
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.review import mails, queries
from unionsite.publishing.review.services.releases import audit_subject, revoke_version

after_withdrawal: list[Callable[[Page], object]] = place("what follows when a planned version that was not public goes")


@transaction.atomic
def withdraw_plan(*, page: Page, user, reason: str) -> None:
    """Take back the version that waits for its time: it may be changed again, and needs both stages again.

    A version that is public now stays public. Raises Refused without the right (`queries.may_withdraw`), without a
    reason, or if no version waits. Tells the reviewers, the writers and the submitter.
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
        for follow in after_withdrawal:
            follow(page)
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
    """Restore the planned times that Wagtail dropped when it unpublished; `planned` is by number of the revision."""
    for revision in Revision.objects.filter(pk__in=planned):
        revision.approved_go_live_at = planned[revision.pk]
        revision.save(update_fields=["approved_go_live_at"])


logger = logging.getLogger(__name__)


def draftable_models() -> list[type[models.Model]]:
    """Return every model with a public and a draft version; all pages together as `Page`."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *others]


def run(now: datetime) -> list[str]:
    """Publish the versions whose planned time has come, then take down what has expired; return what failed, in words.

    In this order, so that a version that replaces one expiring in the same minute still finds it live. Each object has
    its own transaction. A version that was not released, or was changed since, stays unpublished and is reported at
    every run until somebody deals with it.
    """
    return [*publish(now), *expire(now)]


def expire(now: datetime) -> Iterator[str]:
    """Take down every live object that has expired; yield what failed."""
    for model in draftable_models():
        for instance in list(model._base_manager.filter(live=True, expire_at__lt=now).order_by("expire_at", "pk")):
            try:
                with transaction.atomic():
                    # Unpublishing drops the planned time of every version; versions planned for later get it back.
                    waiting = instance.revisions.filter(approved_go_live_at__gt=now)
                    instance.planned_versions = dict(waiting.values_list("pk", "approved_go_live_at"))
                    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
                    reschedule(instance.planned_versions)
            except Exception as error:  # A fault of one object must not keep the others public.
                logger.exception("Expiry of %s failed", instance)
                yield f"{instance}: {error}"


def publish(now: datetime) -> Iterator[str]:
    """Publish every version whose planned time has come; yield what failed, and what expired before it came up."""
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
        except Exception as error:  # A fault of one version must not stop the others.
            logger.error("Scheduled publication of %s failed: %s", revision.object_str, error)
            yield f"{revision.object_str}: {error}"


def has_expired(revision: Revision, now: datetime) -> bool:
    """Whether the version's own expiry has passed, so that publishing it now would be too late."""
    expiry = getattr(revision.as_object(), "expire_at", None)
    return expiry is not None and expiry <= now
