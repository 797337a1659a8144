"""Jobs by the clock: each once in its slot, whoever runs them, and none stops another."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from unionsite.core.models import JobRun
from unionsite.core.scheduling import (
    WorkerLost,
    free_slots_to_come,
    prune_runs,
    repeat_broken_tasks,
    run_due,
)
from unionsite.core.tasks import draw_pictures
from unionsite.operations.alarms import watching

pytestmark = pytest.mark.django_db
NOON = 1_780_000_000.0
calls: list[str] = []


def work():
    calls.append("work")


def fail():
    calls.append("fail")
    raise ValueError("磁盘满了")


@pytest.fixture
def jobs(settings):
    """Settings with a job that fails and one that works, each once a minute; returns the list of their calls."""
    settings.SCHEDULED_JOBS = [("fails", f"{__name__}.fail", 60, "坏"), ("works", f"{__name__}.work", 60, "好")]
    calls.clear()
    return calls


def ago(days: int, job="works", slot=0) -> JobRun:
    run = JobRun.objects.create(job=job, slot=slot)
    JobRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(days=days))
    return run


def test_each_job_runs_once_in_its_slot(jobs):
    assert run_due(NOON) == ["fails", "works"]
    assert run_due(NOON + 1) == []
    assert run_due(NOON + 60) == ["fails", "works"]
    assert jobs == ["fail", "work"] * 2
    assert JobRun.objects.count() == 4


def test_a_job_that_another_scheduler_claimed_is_left_to_it(jobs):
    JobRun.objects.create(job="works", slot=int(NOON // 60))
    assert run_due(NOON) == ["fails"]


def test_a_failing_job_stops_no_other_and_its_row_tells_why(jobs):
    run_due(NOON)
    assert jobs == ["fail", "work"]
    failed, worked = JobRun.objects.get(job="fails"), JobRun.objects.get(job="works")
    assert failed.error == "ValueError: 磁盘满了"
    assert worked.error == ""
    assert failed.finished_at
    assert worked.finished_at


def test_a_job_that_does_not_exist_is_a_failure_like_any_other(jobs, settings):
    settings.SCHEDULED_JOBS.insert(0, ("gone", "nowhere.at_all", 60, "无"))
    assert run_due(NOON) == ["gone", "fails", "works"]
    assert "ModuleNotFoundError" in JobRun.objects.get(job="gone").error


def test_jobs_have_slots_of_their_own(jobs, settings):
    settings.SCHEDULED_JOBS = [("often", f"{__name__}.work", 60, "好"), ("daily", f"{__name__}.work", 86400, "每天")]
    assert run_due(NOON) == ["often", "daily"]
    assert run_due(NOON + 60) == ["often"]


def test_a_minute_that_nobody_looked_is_not_made_up_for(jobs):
    run_due(NOON)
    run_due(NOON + 600)
    assert JobRun.objects.filter(job="works").count() == 2


def test_slots_claimed_under_a_clock_that_had_jumped_ahead_are_free_again(jobs):
    ago(-1, slot=int(NOON // 60))
    free_slots_to_come()
    assert run_due(NOON) == ["fails", "works"]


def test_the_scheduler_frees_them_when_it_starts(jobs):
    ahead = ago(-1, slot=int(NOON // 60))
    call_command("run_scheduler", once=True)
    assert not JobRun.objects.filter(pk=ahead.pk).exists()


def test_old_runs_are_forgotten_but_the_newest_of_each_job_stays():
    ago(40, slot=1)
    newest = ago(31, slot=2)
    other = ago(35, job="yearly", slot=1)
    young = ago(29, job="daily", slot=1)
    prune_runs()
    assert set(JobRun.objects.all()) == {newest, other, young}


@pytest.fixture
def broken_task(settings) -> DBTaskResult:
    """A task that a worker began two hours ago; the worker was killed."""
    settings.TASKS_BACKEND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    draw_pictures.enqueue(0)
    row = DBTaskResult.objects.get()
    row.claim("first")
    return two_hours_go_by(row)


def two_hours_go_by(row: DBTaskResult) -> DBTaskResult:
    earlier = timezone.now() - timedelta(hours=2)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=earlier, enqueued_at=earlier)
    row.refresh_from_db()
    return row


def test_a_task_whose_worker_died_is_tried_again_once(broken_task):
    repeat_broken_tasks()
    broken_task.refresh_from_db()
    assert (broken_task.status, broken_task.worker_ids) == ("READY", ["first"])
    assert DBTaskResult.objects.ready().count() == 1
    assert watching.queue(timezone.now()) == {}

    broken_task.claim("second")
    repeat_broken_tasks()
    broken_task.refresh_from_db()
    assert broken_task.status == "RUNNING"

    two_hours_go_by(broken_task)
    repeat_broken_tasks()
    broken_task.refresh_from_db()
    assert (broken_task.status, broken_task.finished_at is None) == ("FAILED", False)
    assert broken_task.task_result.errors[0].exception_class is WorkerLost
    assert "unionsite.core.tasks.draw_pictures" in watching.queue(timezone.now())["运行失败"][0]


def test_a_task_tried_again_ends_as_any_other(broken_task, monkeypatch, caplog):
    # Afterwards the levels that the worker sets are as before: other tests read what these loggers write.
    for logger in ("django_tasks", "django_tasks_db"):
        caplog.set_level(logging.CRITICAL, logger)
    # The test's own connection must outlive the worker.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    repeat_broken_tasks()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    broken_task.refresh_from_db()
    assert broken_task.status == "SUCCESSFUL"


def test_the_command_runs_once_and_names_what_ran(jobs, capsys, time_machine):
    time_machine.move_to(NOON, tick=False)
    call_command("run_scheduler", once=True, verbosity=2)
    assert capsys.readouterr().out.split() == ["fails", "works"]
    call_command("run_scheduler", once=True)
    assert jobs == ["fail", "work"]


def test_every_job_of_the_site_runs(settings, tree):
    ran = run_due(NOON)
    assert ran == [name for name, *_rest in settings.SCHEDULED_JOBS]
    assert len(ran) >= 6
    assert set(JobRun.objects.values_list("error", flat=True)) == {""}


def test_every_job_of_the_site_runs_with_the_queue_too(settings, tree):
    settings.TASKS_BACKEND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    run_due(NOON)
    assert set(JobRun.objects.values_list("error", flat=True)) == {""}


def test_names_of_jobs_differ(settings):
    names = [name for name, *_rest in settings.SCHEDULED_JOBS]
    assert len(names) == len(set(names))
