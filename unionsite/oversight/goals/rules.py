"""Rights on goals, the state of a task, who reports on it, which reminder is due (S-2.1). Pure: today is passed in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices

EDIT = "oversight.change_goal"
REMIND_BEFORE = timedelta(days=7)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class State(TextChoices):
    """Computed from progress and due date, never stored."""

    WAITING = "waiting", _("未开始")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    LATE = "late", _("逾期")


class Reminder(TextChoices):
    SOON = "soon", _("即将到期")
    LATE = "late", _("已经逾期")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands. `reminded_for`, `chased_for`: the due dates for which a mail has been sent; a task that is
    put off is reminded anew."""

    percent: int
    due_on: date
    reminded_for: date | None = None
    chased_for: date | None = None


def state_of(task: Standing, today: date) -> State:
    if task.percent >= 100:
        return State.DONE
    if today > task.due_on:
        return State.LATE
    return State.RUNNING if task.percent > 0 else State.WAITING


def reminder_due(task: Standing, today: date) -> Reminder | None:
    """Return the one mail that its owner should get now, if any."""
    state = state_of(task, today)
    if state == State.DONE:
        return None
    if state == State.LATE:
        return Reminder.LATE if task.chased_for != task.due_on else None
    is_near = today >= task.due_on - REMIND_BEFORE
    return Reminder.SOON if is_near and task.reminded_for != task.due_on else None


def may_report(*, is_owner: bool, may_edit: bool) -> bool:
    """Whether somebody may report progress: the task's owner, and the committee."""
    return is_owner or may_edit
