"""Reminds reviewers of what is due, and tells who can help when it is overdue (S-3.6)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from unionsite.core.workday_table import current_calendar, opening_hours
from unionsite.publishing.choices import Rung
from unionsite.publishing.review import mails, rules
from unionsite.publishing.review.models import ReviewChase, ReviewSettings, ReviewTask

# Only pieces that somebody can decide on now: what was withdrawn or rejected is chased no more.
WAITING = {
    "status": TaskState.STATUS_IN_PROGRESS,
    "workflow_state__status": WorkflowState.STATUS_IN_PROGRESS,
    "task__reviewtask__isnull": False,
}


def chase_reviewers(*, now: datetime | None = None) -> int:
    """Send the reminders that are due, in working hours only; return how many pieces were chased.

    Safe to run twice, also at the same time. Three queries, and about ten for each piece that is chased.
    """
    now = now or timezone.now()
    calendar, hours = current_calendar(), opening_hours()
    if not calendar.is_open(now, *hours):
        return 0
    limits, tasks = ReviewSettings.load(), {task.pk: task for task in ReviewTask.objects.all()}
    chased = 0
    for state in TaskState.objects.filter(**WAITING).prefetch_related("chases").order_by("started_at", "pk"):
        task = tasks[state.task_id]
        allowed = limits.hours(task.stage)
        due = calendar.add_work_hours(state.started_at, allowed, *hours)
        rung = rules.chase(
            now,
            half_at=calendar.add_work_hours(state.started_at, allowed / 2, *hours),
            due_at=due,
            calendar=calendar,
            done={Rung(chase.rung) for chase in state.chases.all()},
        )
        if rung is not None:
            chased += _chase(state.pk, task, rung, due, now)
    return chased


def _chase(pk: int, task: ReviewTask, rung: Rung, due: datetime, now: datetime) -> bool:
    try:
        with transaction.atomic():
            waiting = TaskState.objects.select_for_update(of=("self",)).filter(**WAITING, pk=pk)
            state = waiting.select_related("workflow_state__requested_by", "revision").first()
            if state is None:
                # Decided or withdrawn since it was read.
                return False
            ReviewChase.objects.create(task_state=state, rung=rung, sent_at=now)
            mails.chased(state, task, rung=rung, due=due)
    except IntegrityError:
        # Another process was first.
        return False
    return True
