"""Writes in one go what a new piece's way through both stages leaves behind; its release is the product's own.

A piece that people submit and decide on step by step reads itself from the database two dozen times. Here the rows of
submission, 初审 and 终审 are written as `start` and `decide` write them (`tests/demo/test_reviewing.py` compares pieces
laid both ways); `release` then weighs the approvals, and the wall compares what becomes public, as for everybody.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.publishing.choices import ORDER
from unionsite.publishing.review.models import ReviewTask, SecrecyReview
from unionsite.publishing.review.services.releases import audit_subject, release
from unionsite.publishing.textchecks.findings import Finding
from unionsite.publishing.textchecks.services import keep_report


def record_approvals(page: Page, findings: Sequence[Finding], *, sender: User, reviewers: Sequence[User]) -> None:
    """Have a page without earlier releases and open findings submitted by `sender`, approved by both and released."""
    revision, workflow = page.latest_revision, page.get_workflow()
    state = WorkflowState(
        content_type=page.get_content_type(),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        workflow=workflow,
        requested_by=sender,
        status=WorkflowState.STATUS_APPROVED,
    )
    # Neither validates its foreign keys one by one, as `save` would.
    WorkflowState.objects.bulk_create([state])
    tasks = sorted(ReviewTask.objects.all(), key=lambda task: ORDER.index(task.stage))
    passed = TaskState.objects.bulk_create(
        TaskState(
            workflow_state=state,
            revision=revision,
            task=task,
            status=TaskState.STATUS_APPROVED,
            finished_by=reviewer,
            finished_at=timezone.now(),
        )
        for task, reviewer in zip(tasks, reviewers, strict=True)
    )
    state.current_task_state = passed[-1]
    WorkflowState.objects.filter(pk=state.pk).update(current_task_state=passed[-1])
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=ContentType.objects.get_for_model(page, for_concrete_model=False),
            label=page.get_admin_display_title(),
            action=action,
            data=data,
            timestamp=timezone.now(),
            user=user,
            revision=revision,
            page=page,
        )
        for action, user, data in _logged(state, passed)
    )
    keep_report(revision, findings, {})
    SecrecyReview.objects.create(revision=revision, reviewer=reviewers[0])
    subject = audit_subject(page)
    for task, reviewer in zip(tasks, reviewers, strict=True):
        if task is tasks[-1]:
            release(workflow_state=state, user=reviewer)
        detail = {"stage": task.stage, "revision": revision.pk}
        audit.record(Action.REVIEW_APPROVED, actor=reviewer, subject=subject, detail=detail)


def _logged(state: WorkflowState, passed: Sequence[TaskState]) -> Iterator[tuple[str, User, dict[str, Any]]]:
    """Yield action, person and details of each entry in Wagtail's log."""
    run = {"id": state.workflow_id, "title": state.workflow.name}
    tasks = [{"id": one.task_id, "title": one.task.name} for one in passed]
    begun = {**run, "status": WorkflowState.STATUS_IN_PROGRESS, "next": tasks[0], "task_state_id": passed[0].pk}
    yield "wagtail.workflow.start", state.requested_by, {"workflow": begun}
    for one, task, following in zip(passed, tasks, [*tasks[1:], None], strict=True):
        done = {**run, "status": one.status, "task_state_id": one.pk, "task": task, "next": following}
        yield "wagtail.workflow.approve", one.finished_by, {"workflow": done, "comment": ""}
