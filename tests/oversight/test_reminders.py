"""One job for all that is due: what fails in it keeps nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string

from unionsite.oversight.apps import WING
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.goals.models import Goal, Task
from unionsite.oversight.reminders import in_turn


@pytest.mark.django_db
def test_the_job_reminds_of_everything(first_reviewer):
    today = timezone.localdate()
    goal = Goal.objects.create(year=today.year, title="目标")
    Task.objects.create(goal=goal, title="任务", owner=first_reviewer, due_on=today + timedelta(days=3))
    duty = Duty.objects.create(kind="check", title="检查", months=3, first_due=today, due_on=today)
    for _twice in range(2):
        import_string(next(path for job, path, *_rest in WING.jobs if job == "remind"))()
    duty.refresh_from_db()
    assert duty.reminded_on == today
    assert Task.objects.get().reminded_for == today + timedelta(days=3)


def test_what_fails_does_not_keep_the_others():
    told = []

    def fails():
        raise ValueError("first")

    with pytest.raises(ValueError, match="first"):
        in_turn(fails, lambda: told.append("then"), fails)
    assert told == ["then"]
