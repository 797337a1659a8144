"""Reads of review and release: at which stage a piece is, who has a hand in it, who could take a page down now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from unionsite.accounts.changes.queries import makers_of
from unionsite.accounts.choices import MODEL_BACKEND
from unionsite.accounts.models import Authenticator, User
from unionsite.core.queries import default_site
from unionsite.core.workday_table import current_calendar, opening_hours
from unionsite.publishing.choices import ORDER, ReleaseKind
from unionsite.publishing.ledger.models import Release, base_content_type
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.review import rules
from unionsite.publishing.review.models import ReviewSettings, ReviewTask

TAKEN_OVER = "publishing.taken_over"
# Log actions of pages that put words into a page; TAKEN_OVER: another person's version brought words of this person.
WRITING = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", TAKEN_OVER)
EMERGENCY = "publishing.emergency_unpublish"


def revisions_of(instance: models.Model) -> models.QuerySet[Revision]:
    return Revision.objects.filter(base_content_type=base_content_type(instance), object_id=str(instance.pk))


def due_at(task_state: TaskState, task: ReviewTask) -> datetime:
    """Return until when a stage is to be decided, counted in working hours."""
    return current_calendar().add_work_hours(
        task_state.started_at, ReviewSettings.load().hours(task.stage), *opening_hours()
    )


def versions_on_the_way() -> models.QuerySet[Revision]:
    """Return the versions of any object that are under review, or released and waiting for their time."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision_id")
    return Revision.objects.filter(Q(pk__in=waiting) | Q(approved_go_live_at__isnull=False))


def writers(instance: models.Model) -> set[int]:
    """Return the numbers of the people who ever saved a version, however old: their words may be back (S-3.6).

    For a page, versions in all languages count, because what is not translated stands there in the original's words.
    Wagtail's log counts too: it outlives versions that were cleared away.
    """
    if not isinstance(instance, Page):
        return set(revisions_of(instance).exclude(user=None).values_list("user_id", flat=True).distinct())
    pages = Page.objects.filter(translation_key=instance.translation_key)
    keys = pages.annotate(key=Cast("pk", models.CharField())).values("key")
    versions = Revision.objects.filter(base_content_type=base_content_type(instance), object_id__in=keys)
    written = PageLogEntry.objects.filter(page__in=pages.values("pk"), action__in=WRITING)
    return {
        number
        for rows in (versions, written)
        for number in rows.exclude(user=None).values_list("user_id", flat=True).distinct()
    }


def writers_at_work(instance: models.Model) -> set[int]:
    """Return the numbers of the people who saved a version since the last release; mails about the piece go to them."""
    newer = revisions_of(instance)
    released = Release.objects.valid().of(instance).exclude(revision=None).order_by("-pk").first()
    if released is not None:
        newer = newer.filter(pk__gt=released.revision_id)
    return set(newer.exclude(user=None).values_list("user_id", flat=True).distinct())


def approvals_of(state: WorkflowState) -> list[rules.Approval]:
    """Return the approvals of a run through the stages, oldest first."""
    states = (
        TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED, task__reviewtask__isnull=False)
        .order_by("finished_at", "pk")
        .values_list("task__reviewtask__stage", "revision_id", "finished_by_id", "finished_at")
    )
    return [rules.Approval(*values) for values in states]


def rejected_at(state: WorkflowState) -> datetime | None:
    """Return when this run was last rejected; None if never."""
    states = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_REJECTED)
    return states.order_by("finished_at").values_list("finished_at", flat=True).last()


def unapproved_stage(state: WorkflowState, *, before: str) -> ReviewTask | None:
    """Return the first stage before `before` that has not approved the latest version since the last rejection."""
    revision = state.content_object.get_latest_revision()
    last = rejected_at(state)
    passed = {
        approval.stage
        for approval in approvals_of(state)
        if revision is not None and approval.revision_id == revision.pk and (last is None or approval.at > last)
    }
    for stage in ORDER[: ORDER.index(before)]:
        if stage not in passed:
            return ReviewTask.objects.get(stage=stage)
    return None


def why_not_review(task: ReviewTask, instance: models.Model, user) -> str:
    """Return in words why this person may not decide on `instance` at this task; empty if they may."""
    state = instance.current_workflow_state
    return rules.why_not_review(reviewer_of(user, task=task, instance=instance, state=state))


def may_withdraw(user, page: Page) -> bool:
    """Whether a person may take back a version that waits for its time.

    They may if they can edit the page, submitted the version, review at either stage, or may take pages down.
    """
    if not user.is_active:
        return False
    if page.permissions_for_user(user).can_edit() or user.has_perm(EMERGENCY):
        return True
    if ReviewTask.groups.through.objects.filter(group__in=user.groups.all()).exists():
        return True
    revision = page.scheduled_revision
    release = valid_release(page, revision.pk) if revision else None
    return release is not None and release.submitter_id == user.pk


def reviewer_of(user, *, task: ReviewTask, instance: models.Model, state: WorkflowState | None) -> rules.Reviewer:
    """Gather what `rules` must know of a person to decide on `instance` at this task; `state` is its run."""
    others: Iterable[rules.Approval] = approvals_of(state) if state else []
    last = rejected_at(state) if state else None
    wrote = writers(instance)
    return rules.Reviewer(
        is_in_group=task._user_in_groups(user),
        is_active=user.is_active,
        submitted=state is not None and state.requested_by_id == user.pk,
        wrote=user.pk in wrote,
        approved_other_stage=any(
            approval.reviewer_id == user.pk and approval.stage != task.stage and (last is None or approval.at > last)
            for approval in others
        ),
        acts_from=None if user.may_act(timezone.localdate()) else user.acts_from,
        was_made_by_writer=bool(makers_of(user) & (wrote | {state.requested_by_id if state else None})),
    )


# --- Who could take a page down (security.md 3.5) ---


@dataclass(frozen=True)
class TakedownPeople:
    """The people who may take a page down in an emergency.

    `able` have the right and can sign in; `not_enrolled` have it, but cannot sign in yet. `superusers` stand in, and
    are filled only, where nobody is able.
    """

    able: tuple[User, ...]
    not_enrolled: tuple[User, ...]
    superusers: tuple[User, ...]

    @property
    def fault(self) -> str:
        """Return what is wrong, in words for an administrator; empty if somebody is able to act."""
        if self.able:
            return ""
        if self.not_enrolled:
            return _("有“应急下线”权限的人都还没有绑定验证器，登录不了，紧急时没有人能把页面撤下。")
        return _("没有人担任“应急下线”，紧急时没有人能把页面撤下。")


def takedown_people() -> TakedownPeople:
    """Return who could take a page down now, in two queries; superusers do not count, they are there for the server."""
    holders = _with_state(User.objects.with_perm(EMERGENCY, include_superusers=False, backend=MODEL_BACKEND))
    able = tuple(user for user in holders if user.is_enrolled)
    superusers = () if able else tuple(_with_state(User.objects.filter(is_superuser=True, is_active=True)))
    return TakedownPeople(
        able=able,
        not_enrolled=tuple(user for user in holders if not user.is_enrolled),
        superusers=tuple(user for user in superusers if user.is_enrolled),
    )


def _with_state(users: QuerySet[User]) -> QuerySet[User]:
    enrolled = Authenticator.objects.filter(user=OuterRef("pk"), confirmed=True)
    return users.annotate(is_enrolled=Exists(enrolled)).select_related("department").order_by("name", "pk")


def shown_reviewers(page: Page) -> tuple[str, str] | None:
    """Return the names of who approved what readers see of a page, at 初审 and 终审 (S-8.9).

    None while the settings keep them back, which costs no query, and for what was released without a review; a login
    name is never shown. An alias repeats its original, and so has its reviewers.
    """
    site = default_site()
    if site is None or not site.shows_reviewers:
        return None
    source = page.alias_of if page.alias_of_id else page
    release = valid_release(source, source.live_revision_id)
    if release is None or release.kind != ReleaseKind.REVIEWED:
        return None
    first, final = release.first_reviewer.get_full_name(), release.final_reviewer.get_full_name()
    return (first, final) if first and final else None
