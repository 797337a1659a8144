"""Writes to the release ledger: release after both stages, publish the site's frame, admit old pieces, revoke.

Also the emergency take-down, which revokes at once.
"""

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import DraftStateMixin, Page, Revision, WorkflowState

from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.choices import ORDER, ReleaseKind, Stage
from unionsite.publishing.ledger.models import Release, base_content_type
from unionsite.publishing.review import mails, queries, rules
from unionsite.publishing.review.fingerprints import content_hash
from unionsite.publishing.review.models import ReviewTask, SecrecyReview
from unionsite.publishing.review.queries import EMERGENCY
from unionsite.publishing.review.rules import NotReleased
from unionsite.publishing.textchecks.choices import Level
from unionsite.publishing.textchecks.services import check_page


@transaction.atomic
def release(*, workflow_state: WorkflowState, user) -> Release:
    """Enter the version that passed both stages in the ledger and publish it, now or at its planned time (S-3.6).

    Raises NotReleased, and stores nothing, if an approval is missing, out of order, or by somebody who had a hand in
    the piece. Locks the run through the stages.
    """
    WorkflowState.objects.select_for_update().get(pk=workflow_state.pk)
    instance = workflow_state.content_object
    revision = instance.get_latest_revision()
    involved = queries.writers(instance) | {workflow_state.requested_by_id} - {None}
    approvals = queries.approvals_of(workflow_state)
    if fault := rules.why_not_release(
        approvals,
        revision_id=revision.pk,
        involved=involved,
        rejected_at=queries.rejected_at(workflow_state),
    ):
        raise NotReleased(fault)
    latest = {approval.stage: approval for approval in approvals if approval.revision_id == revision.pk}
    first, final = (latest[stage] for stage in ORDER)
    row = Release.objects.create(
        kind=ReleaseKind.REVIEWED,
        **_identity(instance, revision),
        submitter_id=workflow_state.requested_by_id,
        submitter_name=str(workflow_state.requested_by or ""),
        first_reviewer_id=first.reviewer_id,
        first_approved_at=first.at,
        final_reviewer_id=final.reviewer_id,
        final_approved_at=final.at,
    )
    revision.publish(user=user, skip_permission_checks=True)
    audit.record(Action.RELEASED, actor=user, subject=audit_subject(instance), detail={"revision": revision.pk})
    return row


@transaction.atomic
def publish_frame_page(instance: DraftStateMixin, *, reason: str) -> Release:
    """Publish a page of the site's frame for `setup_site`: without two approvals, but entered in ledger and audit log.

    Only for types of the frame (`BasePage.is_frame`), and only for a page that was never public before; every later
    change goes through both stages. Raises Refused for anything else.
    """
    if not getattr(instance, "is_frame", False):
        raise Refused(_("只有首页和栏目页可以在建站时直接发布。"))
    if instance.first_published_at or Release.objects.of(instance).exists():
        raise Refused(_("这一页已经发布过，改动须经初审、终审。"))
    revision = instance.save_revision()
    row = Release.objects.create(kind=ReleaseKind.FOUNDING, **_identity(instance, revision), reason=reason)
    revision.publish()
    instance.refresh_from_db()
    audit.record(Action.FOUNDED, subject=audit_subject(instance), reason=reason, detail={"revision": revision.pk})
    return row


@transaction.atomic
def admit(instance: DraftStateMixin, *, first, final, reason: str) -> Release:
    """Publish a piece that the union's former website showed; two people vouch for it with the rest of its batch.

    `first` must belong to 初审, `final` to 终审; both approvals and the 保密审查 are recorded in their names. Only for
    types named in `IMPORT_PAGES`, and only for a draft without a saved version; every later change goes through both
    stages. Raises Refused for anything else, and NotReleased if the text checks block the piece.
    """
    if instance._meta.label not in settings.IMPORT_PAGES:
        raise Refused(_("这类页面不能从旧站导入。"))
    if instance.live or queries.revisions_of(instance).exists() or Release.objects.of(instance).exists():
        raise Refused(_("这一页已有稿件版本，改动须经初审、终审。"))
    for fault in why_not_vouch(first=first, final=final):
        raise Refused(fault)
    blocked = [finding.message for finding in check_page(instance) if finding.level == Level.BLOCK]
    if blocked:
        raise NotReleased(_("文字检查未通过：%(words)s。") % {"words": _("；").join(dict.fromkeys(blocked))})
    revision = instance.save_revision()
    now = timezone.now()
    approvals = [
        rules.Approval(ORDER[0], revision.pk, first.pk, now),
        rules.Approval(ORDER[1], revision.pk, final.pk, now),
    ]
    if fault := rules.why_not_release(
        approvals, revision_id=revision.pk, involved=queries.writers(instance), rejected_at=None
    ):
        raise NotReleased(fault)
    SecrecyReview.objects.create(revision=revision, reviewer=first)
    row = Release.objects.create(
        kind=ReleaseKind.IMPORTED,
        **_identity(instance, revision),
        first_reviewer=first,
        first_approved_at=now,
        final_reviewer=final,
        final_approved_at=now,
        reason=reason,
    )
    revision.publish()
    instance.refresh_from_db()
    audit.record(
        Action.OLD_PAGE_IMPORTED, subject=audit_subject(instance), reason=reason, detail={"revision": revision.pk}
    )
    return row


def why_not_vouch(*, first, final) -> list[str]:
    """Return in words each reason why these two people may not vouch for old pieces; empty if they may."""
    faults = []
    for stage, person in ((Stage.FIRST, first), (Stage.FINAL, final)):
        task = ReviewTask.objects.get(stage=stage)
        if not person.is_active or not task._user_in_groups(person):
            faults.append(_("%(name)s不在%(stage)s人员之中，或账号已停用。") % {"name": person, "stage": stage.label})
    if first.pk == final.pk:
        faults.append(_("初审和终审不能是同一人。"))
    return faults


def usual_vouchers() -> tuple[User, User] | None:
    """Return the person with the oldest account at each stage, who vouches where nobody is named; None if one lacks."""
    chosen: list[User] = []
    for stage in (Stage.FIRST, Stage.FINAL):
        people = User.objects.filter(is_active=True, groups__in=ReviewTask.objects.get(stage=stage).groups.all())
        person = people.exclude(pk__in=[one.pk for one in chosen]).order_by("date_joined", "pk").first()
        if person is None:
            return None
        chosen.append(person)
    return chosen[0], chosen[1]


@transaction.atomic
def revoke(instance: models.Model, *, user=None, reason: str = "", keep: tuple[int, ...] = ()) -> int:
    """Revoke the valid releases of `instance`, except those of the revisions in `keep`; return how many.

    A revoked version needs two new approvals before it is public again (security.md 3.5).
    """
    releases = Release.objects.valid().of(instance).exclude(revision_id__in=keep)
    return releases.update(revoked_at=timezone.now(), revoked_by=user, revoked_reason=reason)


def revoke_version(revision: Revision, *, user=None, reason: str) -> int:
    """Revoke the valid releases of one version; return how many."""
    releases = Release.objects.valid().filter(revision=revision)
    return releases.update(revoked_at=timezone.now(), revoked_by=user, revoked_reason=reason)


def _identity(instance: models.Model, revision: Revision) -> dict[str, object]:
    return {
        "content_type": base_content_type(instance),
        "object_id": str(instance.pk),
        # As the version calls it: the object itself still has its former title.
        "object_label": (revision.object_str or str(instance))[:255],
        "revision": revision,
        "content_hash": content_hash(Revision.objects.get(pk=revision.pk).content),
    }


def audit_subject(instance: models.Model) -> models.Model:
    """Return the subject for an audit entry; pages become plain `Page`, so that the log has one type for all."""
    return Page(pk=instance.pk, title=instance.title) if isinstance(instance, Page) else instance


# --- Emergency (security.md 3.5) ---


@transaction.atomic
def unpublish_now(*, page: Page, user, reason: str) -> None:
    """Take a page and its aliases down at once; it comes back only through both stages. Nothing is deleted.

    For an alias, its original is taken down, because the text that must not be seen is the original's. Drops a
    schedule, revokes every release of the page, ends a review under way, and tells both groups of reviewers. Raises
    Refused without the right `emergency_unpublish`, without a reason, or for a page that is not public. The sign-in
    guard asks for a recent code in front of the view.
    """
    if not user.has_perm(EMERGENCY):
        raise Refused(_("您没有应急下线的权限。"))
    if not is_reason_enough(reason):
        raise Refused(_("请写明下线的原因。"))
    page = Page.objects.select_for_update().get(pk=page.alias_of_id or page.pk).specific
    if not page.live:
        raise Refused(_("这一页已经不在网站上了。"))
    # Revoke first, with who and why: unpublishing revokes by itself, but without them.
    revoke(page, user=user, reason=reason)
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    if state := page.current_workflow_state:
        state.cancel(user=user)
    mails.taken_down(page=page, user=user, reason=reason)
    audit.record(Action.EMERGENCY_UNPUBLISHED, actor=user, subject=audit_subject(page), reason=reason)
