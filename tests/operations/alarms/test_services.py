"""Alarms: told once, then daily, and once more when it is well again; never a flood."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import settle, tell, well_again

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LINES = ["只剩200 MB。", "请清理旧的备份。"]


@pytest.fixture(autouse=True)
def watchers(settings):
    settings.ALARM_MAILS = ["one@example.com", "two@example.com"]


@pytest.fixture
def said(django_capture_on_commit_callbacks):
    """Calls a function, sends what it left to the commit, and returns the subjects of the mails."""

    def call(function, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            function(*args, **kwargs)
        return [message.subject for message in mail.outbox]

    return call


def test_an_alarm_is_told_once_then_daily_and_when_it_ends(said):
    first = said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW)
    assert len(first) == 2
    assert "运行告警——磁盘空间：/srv" in first[0]
    assert all(line in mail.outbox[0].body for line in LINES)

    assert said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW + timedelta(hours=23)) == []
    assert len(said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW + timedelta(hours=24))) == 2

    (ended, _other) = said(well_again, AlarmKind.DISK, "/srv", now=NOW + timedelta(hours=25))
    assert "已恢复——磁盘空间：/srv" in ended
    assert said(well_again, AlarmKind.DISK, "/srv") == []


def test_what_comes_again_after_its_end_is_a_new_alarm(said):
    said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW)
    said(well_again, AlarmKind.DISK, "/srv", now=NOW)
    assert len(said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW + timedelta(minutes=5))) == 2
    assert Alarm.objects.count() == 2


def test_settling_tells_what_is_found_and_ends_what_is_gone(said):
    said(settle, AlarmKind.JOB, {"backup": ["失败"], "watch": ["失败"]}, now=NOW)
    said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW)
    told = said(settle, AlarmKind.JOB, {"watch": ["失败"]}, now=NOW + timedelta(minutes=30))
    assert [subject.partition("：")[2] for subject in told] == ["已恢复——定时任务：backup"] * 2
    assert set(Alarm.objects.filter(ended_at=None).values_list("subject", flat=True)) == {"watch", "/srv"}


def test_what_comes_and_goes_is_told_once(said):
    """A mail server, or a disk at its limit: well at every other look."""
    mails = []
    for minutes in range(0, 120, 10):
        now = NOW + timedelta(minutes=minutes)
        mails += said(settle, AlarmKind.MAIL, {"连不上": ["拒绝"]}, now=now)
        mails += said(settle, AlarmKind.MAIL, {}, now=now + timedelta(minutes=5))
    assert len(mails) == 2
    assert len(said(settle, AlarmKind.MAIL, {}, now=now + timedelta(minutes=30))) == 2


def test_a_mail_that_did_not_go_out_is_tried_again(said, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.operations.alarms.test_services.NoServer"
    said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW)
    assert Alarm.objects.get().told_at is None

    settings.EMAIL_BACKEND = working
    assert len(said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW + timedelta(minutes=5))) == 2


class NoServer:
    def __init__(self, **_options):
        raise ConnectionRefusedError


def test_what_was_never_told_ends_without_a_mail(said, settings):
    settings.ALARM_MAILS = []
    said(tell, AlarmKind.DISK, "/srv", LINES, now=NOW)
    assert Alarm.objects.get().text == "\n".join(LINES)
    assert said(well_again, AlarmKind.DISK, "/srv") == []
