"""Writes of the review: decisions at the two stages, handling the points of a rejection, noting who is a writer."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState, WorkflowState

from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.publishing.choices import ORDER, Decision, Stage
from unionsite.publishing.ledger.queries import last_rejection
from unionsite.publishing.review import mails, queries, rules
from unionsite.publishing.review.mails import Notice
from unionsite.publishing.review.models import ANSWER_LENGTH, RejectionPoint, ReviewTask, SecrecyReview
from unionsite.publishing.review.services.releases import audit_subject
from unionsite.publishing.textchecks.services import gate

SHOWN_FINDINGS = 5


@transaction.atomic
def decide(
    *,
    task_state: TaskState,
    reviewer,
    decision: str,
    comment: str = "",
    revision: int | None = None,
    secrecy_checked: bool = False,
) -> TaskState:
    """Approve or reject the piece that waits at a stage; `revision` is the version the reviewer saw (S-3.6, T48).

    Raises Refused, and stores nothing, if the piece no longer waits there, a newer version exists, the reviewer had a
    hand in it or in the other stage, the reason for a rejection or the 保密审查 of a first approval is missing (S-1.6),
    or the text checks find something that must not be public. Locks the run through the stages, so that the first of
    two decisions at once wins (T49). The approval that completes both stages releases the piece. Tells the writers,
    the submitter and the other reviewer.
    """
    current, task = _waiting(task_state)
    instance = current.workflow_state.content_object
    if revision != current.revision_id or instance.latest_revision_id != current.revision_id:
        raise Refused(_("稿件在您打开之后有了新的版本，请重新打开，看过最新内容再审核。"))
    writers = queries.writers_at_work(instance)
    if fault := queries.why_not_review(task, instance, reviewer):
        raise Refused(fault)
    if decision == Decision.REJECT:
        if not is_reason_enough(comment):
            raise Refused(_("请写明退回的理由，作者才知道怎样修改。"))
        current.reject(user=reviewer, comment=comment)
        keep_points(current)
        action, notice = Action.REVIEW_REJECTED, Notice.REJECTED
    elif decision == Decision.APPROVE:
        check_before_approval(task, current, reviewer=reviewer, secrecy_checked=secrecy_checked)
        current.approve(user=reviewer, comment=comment)
        action, notice = Action.REVIEW_APPROVED, Notice.APPROVED
        if task.stage == ORDER[-1]:
            notice = Notice.RELEASED
    else:
        raise Refused(_("没有这种审核操作。"))
    mails.decided(current, notice=notice, writers=writers)
    audit.record(
        action,
        actor=reviewer,
        subject=audit_subject(instance),
        reason=comment,
        detail={"stage": task.stage, "revision": current.revision_id},
    )
    return current


def _waiting(task_state: TaskState) -> tuple[TaskState, ReviewTask]:
    """Lock the run; return the task state and its stage, read again. Raises Refused if it no longer waits there."""
    WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    current = TaskState.objects.select_related("workflow_state", "finished_by").get(pk=task_state.pk)
    state = current.workflow_state
    if (
        current.status != TaskState.STATUS_IN_PROGRESS
        or state.status != WorkflowState.STATUS_IN_PROGRESS
        or state.current_task_state_id != current.pk
    ):
        raise Refused(already_decided(current))
    task = ReviewTask.objects.filter(pk=current.task_id).first()
    if task is None:
        raise Refused(_("这篇稿件不在初审、终审的流程中，请联系系统管理员。"))
    return current, task


def check_before_approval(task: ReviewTask, task_state: TaskState, *, reviewer, secrecy_checked: bool) -> None:
    """Raise Refused if the version lacks its 保密审查 or has findings that keep it back; 初审 stores the 保密审查."""
    revision = task_state.revision
    if findings := gate(revision):
        words = _("；").join(str(finding.message) for finding in findings[:SHOWN_FINDINGS])
        raise Refused(
            _("文字检查还有%(count)d处问题没有处理，不能通过：%(words)s。请退回修改。")
            % {"count": len(findings), "words": words}
        )
    if task.stage == Stage.FIRST:
        if not secrecy_checked:
            raise Refused(_("通过初审之前，请先作保密审查，并勾选确认。"))
        SecrecyReview.objects.get_or_create(revision=revision, defaults={"reviewer": reviewer})
    elif not SecrecyReview.objects.filter(revision=revision).exists():
        raise Refused(_("这一稿没有保密审查记录，不能通过终审。请退回，重新初审。"))


def already_decided(task_state: TaskState) -> str:
    if task_state.finished_by:
        return _("这一环节已由%(name)s办理，不必重复操作。") % {"name": task_state.finished_by}
    return _("这篇稿件已不在这一环节待审，可能已被撤回。")


def keep_points(task_state: TaskState) -> list[RejectionPoint]:
    """Store and return the points of a rejection, one for each line of its reason."""
    points = enumerate(rules.points_in(task_state.comment), start=1)
    return RejectionPoint.objects.bulk_create(
        [RejectionPoint(task_state=task_state, number=number, text=text) for number, text in points]
    )


@transaction.atomic
def tick_off(
    *, instance, user, shown: Collection[int], done: Collection[int], answers: Mapping[int, str]
) -> list[RejectionPoint]:
    """Store the writers' ticks and answers for the points on their screen; return the points that are still open.

    Only points of the last rejection of `instance` count. All three collections hold numbers of points.
    """
    rejection = last_rejection(instance)
    if rejection is None:
        return []
    points = list(RejectionPoint.objects.select_for_update().filter(task_state=rejection))
    for point in points:
        if point.pk in shown:
            point.answer = " ".join(answers.get(point.pk, "").split())[:ANSWER_LENGTH]
            if point.pk not in done:
                point.handled_by, point.handled_at = None, None
            elif point.handled_at is None:
                point.handled_by, point.handled_at = user, timezone.now()
    RejectionPoint.objects.bulk_update(points, ["answer", "handled_by", "handled_at"])
    return [point for point in points if point.handled_at is None]


def note_writers(page: Page, numbers: Iterable[int]) -> None:
    """Note in the page's log that it holds words of these people, saved by somebody else; each once (S-3.6).

    From then on they count as its writers.
    """
    for user in User.objects.filter(pk__in=set(numbers) - queries.writers(page)).order_by("pk"):
        log(instance=page, action=queries.TAKEN_OVER, user=user)
