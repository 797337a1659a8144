"""Reads the lists of the review desk and of the panels; a fixed number of queries for any number of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, TaskState, WorkflowState

from unionsite.core.workday_table import current_calendar, opening_hours
from unionsite.publishing.review.models import ReviewSettings, ReviewTask
from unionsite.publishing.textchecks.models import TextCheckReport

STATUS_LABELS = {
    TaskState.STATUS_IN_PROGRESS: _("在审"),
    TaskState.STATUS_APPROVED: _("已通过"),
    TaskState.STATUS_REJECTED: _("已退回"),
    TaskState.STATUS_CANCELLED: _("已撤回"),
}


# Task states whose run waits for its submitter: rejected, and neither submitted again nor withdrawn.
RETURNED = Q(workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES)


class Tab(StrEnum):
    """The lists of the desk."""

    MINE = "mine"
    ALL = "all"
    SENT = "sent"
    DONE = "done"

    @property
    def label(self):
        return {
            Tab.MINE: _("待我审核"),
            Tab.ALL: _("全部在审"),
            Tab.SENT: _("我提交的"),
            Tab.DONE: _("我审过的"),
        }[self]


@dataclass
class Row:
    """One piece at one stage, as the desk shows it beside what the task state itself says."""

    task_state: TaskState
    stage_name: str
    section: str
    kind: str
    due: datetime | None
    is_overdue: bool
    is_own: bool
    is_new: bool
    planned: datetime | None
    findings: int
    status: str


def stages(user) -> list[ReviewTask]:
    """Return every stage, with `is_own` saying whether this person decides there; kept on the user object."""
    if not hasattr(user, "_review_stages"):
        own = ReviewTask.groups.through.objects.filter(reviewtask=OuterRef("pk"), group__in=user.groups.all())
        user._review_stages = list(ReviewTask.objects.annotate(is_own=Exists(own)))
    return user._review_stages


def own_stages(user) -> list[ReviewTask]:
    """Return the stages at which this person decides."""
    return [task for task in stages(user) if task.is_own]


def states_of(tab: Tab, user, own: Sequence[ReviewTask]) -> QuerySet[TaskState]:
    """Return the task states of a tab in its order.

    MINE and ALL: longest waiting first. SENT: rejected ones, then waiting ones, then the rest, newest first. DONE: the
    last decision first.
    """
    states = TaskState.objects.filter(task__reviewtask__isnull=False)
    waiting = Q(status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)
    match tab:
        case Tab.MINE:
            return states.filter(waiting, task__in=own).order_by("started_at", "pk")
        case Tab.ALL:
            return states.filter(waiting).order_by("started_at", "pk")
        case Tab.SENT:
            # Each run is shown once, at its current stage.
            return (
                states.filter(workflow_state__requested_by=user, workflow_state__current_task_state__pk__isnull=False)
                .filter(pk__in=WorkflowState.objects.filter(requested_by=user).values("current_task_state"))
                .order_by(Case(When(RETURNED, then=Value(0)), When(waiting, then=Value(1)), default=Value(2)), "-pk")
            )
        case Tab.DONE:
            return states.filter(
                finished_by=user, status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED]
            ).order_by("-finished_at", "-pk")


def returned_to(user) -> QuerySet[TaskState]:
    """Return the stages at which pieces of this person were rejected and wait for changes, newest first."""
    return states_of(Tab.SENT, user, []).filter(RETURNED)


def rows(states: Iterable[TaskState], user, now: datetime, *, is_brief: bool = False) -> list[Row]:
    """Return the rows of one page of a list; brief ones, in half as many queries, have neither section nor findings."""
    states = list(states)
    if not states:
        return []
    limits, calendar, hours = ReviewSettings.load(), current_calendar(), opening_hours()
    tasks = {task.pk: task for task in stages(user)}
    revisions = {state.revision_id for state in states}
    pages = pages_of(states)
    sections = {} if is_brief else sections_of(pages.values())
    found_by_checks = TextCheckReport.objects.filter(revision__in=[] if is_brief else revisions)
    reports = {
        report.revision_id: sum(report.counts.values()) for report in found_by_checks.only("revision_id", "counts")
    }
    object_ids = [state.workflow_state.object_id for state in states]
    # Who wrote it matters only while it waits.
    asks = not is_brief or any(state.status == TaskState.STATUS_IN_PROGRESS for state in states)
    own = Revision.objects.filter(user=user, object_id__in=object_ids if asks else [])
    written = set(own.values_list("object_id", flat=True))
    found = []
    for state in states:
        task, run = tasks[state.task_id], state.workflow_state
        page = pages.get(run.object_id)
        due = calendar.add_work_hours(state.started_at, limits.hours(task.stage), *hours)
        found.append(
            Row(
                task_state=state,
                stage_name=task.name,
                section=sections.get(page.pk, "") if page else "",
                kind=str(page.specific_class._meta.verbose_name) if page and page.specific_class else "",
                due=due if state.status == TaskState.STATUS_IN_PROGRESS else None,
                is_overdue=state.status == TaskState.STATUS_IN_PROGRESS and due < now,
                is_own=run.requested_by_id == user.pk or run.object_id in written,
                is_new=page is not None and not page.live,
                planned=page.go_live_at if page and page.go_live_at and page.go_live_at > now else None,
                findings=reports.get(state.revision_id, 0),
                status=str(STATUS_LABELS.get(state.status, state.get_status_display())),
            )
        )
    return found


def pages_of(states: Iterable[TaskState]) -> dict[str, Page]:
    """Return the pages that the states are about, by their number as text, in one query."""
    numbers = {state.workflow_state.object_id for state in states}
    found = Page.objects.filter(pk__in=[number for number in numbers if number.isdigit()])
    return {str(page.pk): page for page in found.select_related("content_type")}


def sections_of(pages: Iterable[Page]) -> dict[int, str]:
    """Return the title of the parent of each page, by the page's number, in one query."""
    pages = list(pages)
    paths = {page.path[: -Page.steplen] for page in pages}
    titles = dict(Page.objects.filter(path__in=paths).values_list("path", "title"))
    return {page.pk: titles.get(page.path[: -Page.steplen], "") for page in pages}


def briefly(states: QuerySet[TaskState]) -> QuerySet[TaskState]:
    """Fetch along all that brief rows read of the states, except the content of the versions."""
    return states.select_related("workflow_state__requested_by", "revision").defer("revision__content")
