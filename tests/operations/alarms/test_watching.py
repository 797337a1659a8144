"""What is looked after: jobs, queue, scanner, mail, cache, integrity, and the scheduler by those who answer readers."""

import time
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.audit.writing import write
from unionsite.audit.choices import Action
from unionsite.core.models import JobRun
from unionsite.core.scheduling import HEARTBEAT, run_due
from unionsite.core.tasks import draw_pictures
from unionsite.operations.alarms import watching
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.watching import Watchman, watch

pytestmark = pytest.mark.django_db
NOON = 1_780_000_000.0
WATCH = ("watch", "unionsite.operations.alarms.watching.watch", 60, "检查运行情况")
state = {"is_broken": True}


def backup_of_test():
    if state["is_broken"]:
        raise OSError("/home/li 已满")


def standing(kind: AlarmKind) -> list[str]:
    return list(Alarm.objects.filter(kind=kind, ended_at=None).values_list("subject", flat=True))


def half_an_hour_goes_by() -> None:
    Alarm.objects.update(seen_at=timezone.now() - timedelta(minutes=31))


def test_a_failed_job_is_an_alarm_until_it_works_again(settings):
    settings.SCHEDULED_JOBS = [("backup", f"{__name__}.backup_of_test", 60, "备份"), WATCH]
    state["is_broken"] = True
    run_due(NOON)
    assert standing(AlarmKind.JOB) == ["backup"]
    text = Alarm.objects.get(kind=AlarmKind.JOB).text
    assert "“备份”最近一次运行失败：OSError。" in text
    assert "/home/li" not in text

    state["is_broken"] = False
    run_due(NOON + 60)
    assert standing(AlarmKind.JOB) == ["backup"]
    half_an_hour_goes_by()
    run_due(NOON + 120)
    assert standing(AlarmKind.JOB) == []


def test_a_job_that_was_killed_is_told(settings):
    settings.SCHEDULED_JOBS = [WATCH]
    run = JobRun.objects.create(job="watch", slot=1)
    JobRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(hours=4))
    assert list(watching.jobs(timezone.now())) == ["watch"]


def test_a_run_of_the_future_hides_no_failure(settings):
    settings.SCHEDULED_JOBS = [WATCH]
    now = time.time()
    JobRun.objects.create(job="watch", slot=now // 60, error="OSError: x")
    JobRun.objects.create(job="watch", slot=(now + 365 * 86400) // 60)
    assert list(watching.jobs(timezone.now())) == ["watch"]


def test_the_number_of_runs_does_not_count(settings, django_assert_num_queries):
    settings.SCHEDULED_JOBS = [WATCH]
    JobRun.objects.create(job="watch", slot=0)
    with django_assert_num_queries(1):
        watching.jobs(timezone.now())
    JobRun.objects.bulk_create(JobRun(job="watch", slot=slot) for slot in range(1, 30))
    with django_assert_num_queries(1):
        watching.jobs(timezone.now())


def test_a_queue_that_nobody_works_off_is_told(settings):
    settings.TASKS_BACKEND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    assert watching.queue(timezone.now()) == {}
    draw_pictures.enqueue(1)
    assert watching.queue(timezone.now()) == {}
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert "11分钟" in watching.queue(timezone.now())["没有人做"][0]


def test_a_scanner_and_a_mail_server_that_are_down_are_told(settings):
    assert watching.scanner(timezone.now()) == {}
    assert watching.mail(timezone.now()) == {}
    settings.ANTIVIRUS, settings.ANTIVIRUS_SECONDS = "tcp://127.0.0.1:1", 1
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert list(watching.scanner(timezone.now())) == ["没有应答"]
    assert list(watching.mail(timezone.now())) == ["连不上"]


def test_public_content_that_was_not_released_is_told_for_a_day():
    assert watching.integrity(timezone.now()) == {}
    write(1, action=Action.RELEASE_BROKEN, detail={"faults": 2, "unchecked": 0})
    assert "2处" in watching.integrity(timezone.now())["公开内容与放行记录不符"][0]
    assert watching.integrity(timezone.now() + timedelta(hours=26)) == {}


def test_what_could_not_be_checked_is_told_in_other_words():
    write(1, action=Action.RELEASE_UNCHECKED, detail={"faults": 0, "unchecked": 3})
    (found,) = watching.integrity(timezone.now()).items()
    assert found[0] == "部分公开内容没有核对成"
    assert "3处" in found[1][0]


def test_one_part_that_cannot_be_looked_at_does_not_hide_the_others(settings, monkeypatch):
    def broken(_now):
        raise ConnectionError

    monkeypatch.setitem(watching.WATCHED, AlarmKind.DISK, broken)
    write(1, action=Action.RELEASE_BROKEN)
    with pytest.raises(ConnectionError):
        watch()
    assert standing(AlarmKind.INTEGRITY)


def test_web_processes_tell_that_the_scheduler_is_silent_and_it_ends_when_it_ticks(settings):
    watchman, now = Watchman(), time.time()
    cache.set(HEARTBEAT, now)
    watchman.look(now)
    # Before ten minutes of silence nothing is said.
    watchman.look(now + 590)
    assert standing(AlarmKind.SCHEDULER) == []
    watchman.look(now + 670)
    watchman.look(now + 740)
    assert standing(AlarmKind.SCHEDULER) == ["没有动静"]

    settings.SCHEDULED_JOBS = [WATCH]
    half_an_hour_goes_by()
    run_due(now + 800)
    assert standing(AlarmKind.SCHEDULER) == []


def test_a_site_that_has_just_started_has_heard_nothing_yet():
    watchman = Watchman()
    watchman.look(time.time())
    assert standing(AlarmKind.SCHEDULER) == []


def test_systemd_tells_of_a_service_that_does_not_come_up():
    call_command("tell_of_failure", "unionsite-worker.service")
    assert standing(AlarmKind.UNIT) == ["unionsite-worker.service"]
    watch()
    assert standing(AlarmKind.UNIT) == ["unionsite-worker.service"]
    half_an_hour_goes_by()
    watch()
    assert standing(AlarmKind.UNIT) == []


def test_systemd_tells_once_a_day_while_the_database_is_down(settings):
    """It asks again every few minutes, and no row says that somebody was told."""

    def refuse(_execute, _sql, _params, _many, _context):
        raise OperationalError

    settings.ALARM_MAILS = ["one@example.com"]
    with connection.execute_wrapper(refuse):
        call_command("tell_of_failure", "unionsite-worker.service")
        call_command("tell_of_failure", "unionsite-worker.service")
    assert len(mail.outbox) == 1
