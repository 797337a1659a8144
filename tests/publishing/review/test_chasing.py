"""Reviewers are chased: a reminder before the due date, everybody of the stage after it, then the committee."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.reviewing import approve, reject, submit, waiting
from unionsite.core.workdays import WorkCalendar
from unionsite.publishing.choices import Rung
from unionsite.publishing.models import ReviewChase, ReviewTask
from unionsite.publishing.review import mails, rules
from unionsite.publishing.review.services.chasing import _chase, chase_reviewers

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in May 2026, where the 11th is a Monday."""
    return datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "done", "rung"),
    [
        (at(11, 14), set(), None),
        (at(11, 14, 30), set(), Rung.REMIND),
        (at(12, 9), {Rung.REMIND}, None),
        (at(12, 9, 30), set(), Rung.REMIND),
        (at(12, 9, 31), set(), Rung.ALERT),
        (at(12, 9, 31), {Rung.REMIND}, Rung.ALERT),
        (at(13, 17), {Rung.ALERT}, None),
        (at(14, 8, 30), {Rung.ALERT}, Rung.COMMITTEE),
        (at(20, 8, 30), set(), Rung.COMMITTEE),
        (at(20, 8, 30), {Rung.COMMITTEE}, None),
    ],
)
def test_when_reviewers_are_chased(now, done, rung):
    """A piece of Monday 9:00 with eight working hours."""
    due = {"half_at": at(11, 14, 30), "due_at": at(12, 9, 30)}
    assert rules.chase(now, **due, calendar=WorkCalendar(), done=done) == rung


def test_a_long_limit_reminds_a_working_day_before():
    due = {"half_at": at(11, 9), "due_at": at(18, 10)}
    assert rules.chase(at(14, 17), **due, calendar=WorkCalendar(), done=()) is None
    assert rules.chase(at(15, 9), **due, calendar=WorkCalendar(), done=()) == Rung.REMIND


@pytest.fixture
def on_monday(time_machine, draft, editor):
    time_machine.move_to(at(11, 9), tick=False)
    return submit(draft, editor)


@pytest.fixture
def told_at(django_capture_on_commit_callbacks):
    def send(now) -> list[tuple[str, str]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            chase_reviewers(now=now)
        return sorted((letter.to[0], letter.subject.partition("】")[0] + "】") for letter in mail.outbox)

    return send


def test_each_is_told_once(on_monday, first_reviewer, final_reviewer, told_at):
    first, final = first_reviewer.email, final_reviewer.email
    assert told_at(at(11, 10)) == []
    assert told_at(at(11, 15)) == [(first, "【初审快到期】")]
    assert told_at(at(11, 16)) == []
    assert told_at(at(12, 10)) == [(first, "【初审已超时】")]
    assert told_at(at(13, 10)) == []
    assert told_at(at(14, 10)) == [(final, "【初审超时未办】")]
    assert told_at(at(21, 10)) == []


def test_the_mail_says_what_until_when_and_where(on_monday, first_reviewer, told_at):
    told_at(at(11, 15))
    body = mail.outbox[0].body
    assert on_monday.title in body
    assert "应于2026-05-12 09:30前办结" in body
    assert mails.stage_in_link(body.partition("/link/")[2].partition("/")[0]) == waiting(on_monday).pk


def test_only_who_may_decide_is_reminded_but_all_of_the_stage_alerted(on_monday, first_reviewer, editor, told_at):
    editor.groups.add(*first_reviewer.groups.all())
    assert told_at(at(11, 15)) == [(first_reviewer.email, "【初审快到期】")]
    assert {address for address, _subject in told_at(at(12, 10))} == {first_reviewer.email, editor.email}


@pytest.mark.parametrize("night", [at(12, 7), at(12, 12, 30), at(12, 20), at(16, 10)])
def test_nobody_is_written_to_outside_working_hours(on_monday, first_reviewer, told_at, night):
    assert told_at(night) == []
    assert not ReviewChase.objects.exists()


def test_the_next_stage_has_its_own_time(on_monday, first_reviewer, final_reviewer, time_machine, told_at):
    time_machine.move_to(at(12, 9, 15), tick=False)
    approve(on_monday, first_reviewer)
    assert told_at(at(12, 10)) == []
    assert told_at(at(13, 10)) == [(final_reviewer.email, "【终审已超时】")]


def test_silent_about_what_was_withdrawn_or_sent_back(on_monday, tree, editor, first_reviewer, told_at):
    other = NewsPageFactory(parent=tree.news, live=False)
    other.save_revision(user=editor)
    reject(submit(other, editor), first_reviewer)
    on_monday.current_workflow_state.cancel(user=editor)
    assert told_at(at(14, 10)) == []


def test_a_second_scheduler_sends_nothing(on_monday, first_reviewer, told_at):
    ReviewChase.objects.create(task_state=waiting(on_monday), rung=Rung.ALERT, sent_at=at(12, 10))
    task = ReviewTask.objects.get(stage="first")
    assert _chase(waiting(on_monday).pk, task, Rung.ALERT, at(12, 9, 30), at(12, 10)) is False
    assert ReviewChase.objects.count() == 1


def test_the_desk_shows_who_was_chased_and_when(client, on_monday, first_reviewer, time_machine, told_at):
    time_machine.move_to(at(11, 15), tick=False)
    chase_reviewers()
    client.force_login(first_reviewer)
    assert "已提醒审核人 05-11 15:00" in client.get("/admin/review/").content.decode()


@pytest.mark.parametrize("count", [1, 12])
def test_reading_costs_the_same_however_much_waits(db, tree, editor, first_reviewer, count, time_machine):
    time_machine.move_to(at(11, 9), tick=False)
    for _number in range(count):
        page = NewsPageFactory(parent=tree.news, live=False)
        page.save_revision(user=editor)
        submit(page, editor)
    chase_reviewers(now=at(11, 9, 5))
    with CaptureQueriesContext(connection) as captured:
        assert chase_reviewers(now=at(11, 9) + timedelta(minutes=10)) == 0
    assert len(captured) == 4


def test_colleagues_who_left_are_not_written_to(on_monday, first_reviewer, told_at):
    member("初审", username="left", is_active=False)
    assert told_at(at(12, 10)) == [(first_reviewer.email, "【初审已超时】")]
