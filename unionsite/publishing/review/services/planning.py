"""What was released for a time to come, and does not come up after all (S-3.7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.platforms.services import drop_waiting_posts
from unionsite.publishing.review import mails, queries
from unionsite.publishing.review.services.releases import entry_subject, revoke_version


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
        subject=entry_subject(page),
        reason=reason,
        detail={"revision": revision.pk, "planned": planned.isoformat()},
    )


def unschedule(revision: Revision, *, user=None, reason: str) -> None:
    """Let a version wait no longer; its release is over."""
    revision.approved_go_live_at = None
    revision.save(user=user, update_fields=["approved_go_live_at"])
    revoke_version(revision, user=user, reason=reason)


def reschedule(planned: dict[int, datetime]) -> None:
    """Let versions wait again that going down has made forget their time; `planned` is that time by number."""
    for revision in Revision.objects.filter(pk__in=planned):
        revision.approved_go_live_at = planned[revision.pk]
        revision.save(update_fields=["approved_go_live_at"])
