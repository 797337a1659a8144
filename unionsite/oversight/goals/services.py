"""Writes on goals beside the committee's own form: progress, deletion, reminders (S-2.1)."""

from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.choices import Role
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.mails import staff_address, tell
from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.oversight.goals.models import Goal, Task, TaskNote


@transaction.atomic
def report_progress(*, task: Task, actor, percent: int, words: str, now: datetime | None = None) -> TaskNote:
    """Note how far a task has come. Raises Refused."""
    if not is_reason_enough(words):
        raise Refused(_("请写明进展。"))
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not task.may_report(actor):
        raise Refused(_("只有责任人和工会委员会可以报告进展。"))
    Task.objects.filter(pk=task.pk).update(percent=percent)
    note = TaskNote.objects.create(task=task, at=now or timezone.now(), by=actor, percent=percent, words=words)
    audit.record(Action.GOAL_CHANGED, actor=actor, subject=task, detail={"to": f"{percent}%"})
    return note


@transaction.atomic
def delete_goal(*, goal: Goal, actor) -> None:
    """Delete a goal with tasks on which nobody has reported. Raises Refused."""
    if TaskNote.objects.filter(task__goal=goal).exists():
        raise Refused(_("这个目标的任务已有进展记录，不能删除。"))
    audit.record(Action.GOAL_DELETED, actor=actor, subject=goal)
    goal.delete()


def remind_of_tasks(today: date | None = None) -> int:
    """Remind of tasks due within a week and of late ones, once each for a due date; return how many. Safe to run
    twice."""
    today = today or timezone.localdate()
    keys = list(Task.objects.unfinished().values_list("pk", flat=True))
    return sum(_remind(key, today) for key in keys)


@transaction.atomic
def _remind(key: int, today: date) -> bool:
    """Write to the owner of a task if that is due, of a late one to the committee too."""
    task = Task.objects.select_for_update(of=("self",)).select_related("owner", "goal").filter(pk=key).first()
    field = task.reminder_due(today) if task else ""
    if not field:
        return False
    Task.objects.filter(pk=key).update(**{field: task.due_on})
    is_late = field == "chased_for"
    people = [task.owner] if task.owner.is_active else []
    if is_late:
        people += User.objects.in_roles(Role.FINAL_REVIEW)
    context = {"task": task, "is_late": is_late, "address": staff_address("goals_admin:task", key)}
    transaction.on_commit(partial(tell, "oversight/goals/mail/reminder.txt", people, context))
    return True
