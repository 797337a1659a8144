"""Mails about reviews: to people for whom a piece waits, and to people whose piece was decided, released or stopped."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django_tasks import task
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from unionsite.accounts.models import User
from unionsite.core import mails
from unionsite.core.mails import is_silent
from unionsite.publishing.choices import ORDER, Rung
from unionsite.publishing.ledger.models import Release
from unionsite.publishing.review import queries
from unionsite.publishing.review.models import ReviewSettings, ReviewTask


class Notice(Enum):
    """The events that people are told of; the value is the name of the template."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    RELEASED = "released"
    TAKEN_DOWN = "taken_down"
    PLAN_WITHDRAWN = "plan_withdrawn"
    CHASED = "chased"


def do_nothing(**_kwargs) -> None:
    """Do nothing: connected under the id of Wagtail's receiver, it keeps that one from being connected."""


def replace_wagtails_mails() -> None:
    """Keep Wagtail from sending its own workflow mails, which know neither the second stage nor good Chinese.

    Django connects one receiver for each (dispatch_uid, sender), and our app is ready before Wagtail's admin is.
    """
    for signal, sender, uid in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ):
        signal.connect(do_nothing, sender=sender, dispatch_uid=uid, weak=False)


def waiting(task_state: TaskState, task: ReviewTask) -> None:
    """Tell everybody who may decide at this stage that a piece waits there."""
    if is_silent():
        return
    instance = task_state.revision.content_object
    able = [user for user in _people_of(task) if not queries.why_not_review(task, instance, user)]
    context = {"stage": task.name, "sender": _name(task_state.workflow_state.requested_by)}
    context |= {"due": f"{localtime(queries.due_at(task_state, task)):%Y-%m-%d %H:%M}"}
    _send(Notice.WAITING, able, instance, context, review_link(task_state.pk))


def chased(task_state: TaskState, task: ReviewTask, *, rung: Rung, due: datetime) -> None:
    """Remind those who may decide of a piece that is due; tell everybody of the stage, and later the committee, of one
    that is overdue."""
    if is_silent():
        return
    instance, people = task_state.revision.content_object, _people_of(task)
    if rung == Rung.REMIND:
        people = [user for user in people if not queries.why_not_review(task, instance, user)]
    elif rung == Rung.COMMITTEE:
        people = _people_of(ReviewTask.objects.get(stage=ORDER[-1]))
    context = {"stage": task.name, "rung": rung.value, "due": f"{localtime(due):%Y-%m-%d %H:%M}"}
    context["sender"] = _name(task_state.workflow_state.requested_by)
    _send(Notice.CHASED, people, instance, context, review_link(task_state.pk))


def _people_of(task: ReviewTask) -> Iterable[User]:
    return User.objects.filter(groups__in=task.groups.all(), is_active=True).distinct()


def decided(task_state: TaskState, *, notice: Notice, writers: set[int]) -> None:
    """Tell the writers, the submitter and the earlier reviewers of a decision and its comment (S-3.6)."""
    if is_silent():
        return
    state = task_state.workflow_state
    instance = state.content_object
    numbers = writers | {state.requested_by_id}
    numbers |= {approval.reviewer_id for approval in queries.approvals_of(state)}
    numbers -= {None, task_state.finished_by_id}
    context = {
        "stage": task_state.task.name,
        "reviewer": _name(task_state.finished_by),
        "comment": task_state.comment,
        "planned": getattr(task_state.revision.as_object(), "go_live_at", None),
    }
    # Only staff: others cannot open an address in the admin.
    _send(notice, User.objects.staff().filter(pk__in=numbers, is_active=True), instance, context)


def taken_down(*, page: Page, user, reason: str) -> None:
    """Tell both groups of reviewers and the owner of an emergency take-down."""
    people = User.objects.filter(groups__in=ReviewTask.objects.values("groups"), is_active=True)
    if page.owner_id:
        people = people | User.objects.filter(pk=page.owner_id, is_active=True)
    _send(Notice.TAKEN_DOWN, people.distinct(), page, {"reviewer": _name(user), "comment": reason})


def plan_withdrawn(*, page: Page, release: Release | None, planned: datetime, user, reason: str) -> None:
    """Tell the people who wrote, submitted and reviewed a planned piece that somebody else took it back."""
    numbers = queries.writers_at_work(page) | {page.owner_id}
    if release is not None:
        numbers |= {release.submitter_id, release.first_reviewer_id, release.final_reviewer_id}
    people = User.objects.staff().filter(pk__in=numbers - {None, user.pk}, is_active=True)
    context = {"reviewer": _name(user), "comment": reason, "planned": planned}
    _send(Notice.PLAN_WITHDRAWN, people, page, context)


def _name(user) -> str:
    return str(user) if user else ""


def _send(
    notice: Notice, people: Iterable[User], instance, context: dict[str, object], address: str | None = None
) -> None:
    """After the commit, tell each person in the background; without `address` the mail links to `address_of`."""
    numbers = sorted({user.pk for user in people})
    if not numbers or is_silent():
        return
    planned = context.pop("planned", None)
    values = {key: str(value) for key, value in context.items()}
    values |= {
        "title": str(instance),
        "address": settings.BASE_URL + (address or address_of(instance)),
        "planned": planned.isoformat() if planned else "",
        "days": str(ReviewSettings.load().link_days),
    }
    transaction.on_commit(lambda: send_notice.enqueue(notice.value, numbers, values))


def address_of(instance) -> str:
    """Return the path of the admin's screen that a mail about `instance` links to."""
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return reverse("wagtailadmin_home")


@task()
def send_notice(notice: str, people: list[int], values: dict[str, str]) -> None:
    planned = parse_datetime(values["planned"]) if values.get("planned") else None
    context = values | {"planned": localtime(planned) if planned else None}
    mails.tell(f"publishing/mail/{notice}.txt", User.objects.filter(pk__in=people, is_active=True), context)


# --- Signed links to a stage: they tell nothing about the piece and expire after some days ---

LINK_SALT = "publishing.review-link"


def review_link(task_state_id: int) -> str:
    """Return the path of the signed link to one stage of a piece."""
    return reverse("publishing_desk:link", args=[signing.dumps(task_state_id, salt=LINK_SALT)])


def stage_in_link(token: str) -> int:
    """Return the number of the task state that a link names. Raises SignatureExpired or BadSignature."""
    return signing.loads(token, salt=LINK_SALT, max_age=timedelta(days=ReviewSettings.load().link_days))
