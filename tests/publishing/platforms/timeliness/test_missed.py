"""People are told, once, of pieces that were due and did not appear (S-3.9)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.conftest import member
from tests.factories import NewsPageFactory
from tests.publishing.platforms.making import make_item
from tests.publishing.reviewing import approve
from unionsite.publishing.platforms.models import MissedNotice
from unionsite.publishing.platforms.timeliness import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def told_at(django_capture_on_commit_callbacks):
    """Who is written to when the job runs."""

    def send(now) -> list[str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            services.tell_of_missed(now=now)
        return sorted(letter.to[0] for letter in mail.outbox)

    return send


def test_owner_and_team_are_told_once_of_a_planned_item(editor, first_reviewer, now, told_at):
    item = make_item(planned_at=now - timedelta(hours=2), owner=editor)
    assert told_at(now) == sorted([editor.email, first_reviewer.email])
    letter = mail.outbox[0]
    assert letter.subject == f"【到期未发布】{item.title}"
    assert "目前进度：待撰写" in letter.body
    assert f"/admin/plan/{item.pk}/" in letter.body
    assert told_at(now + timedelta(minutes=10)) == []


def test_a_new_time_is_told_of_anew(editor, first_reviewer, now, told_at):
    item = make_item(planned_at=now - timedelta(hours=2), owner=editor)
    told_at(now)
    item.planned_at = now + timedelta(days=1)
    item.save()
    assert told_at(now + timedelta(hours=1)) == []
    assert told_at(now + timedelta(days=1, hours=2)) == sorted([editor.email, first_reviewer.email])


@pytest.mark.parametrize("when", [timedelta(minutes=-30), timedelta(days=-8), timedelta(hours=1)])
def test_silent_within_the_grace_and_about_what_is_long_past(editor, first_reviewer, now, told_at, when):
    make_item(planned_at=now + when, owner=editor)
    assert told_at(now) == []


def test_silent_about_what_is_public_or_cancelled(tree, editor, first_reviewer, now, told_at):
    page = NewsPageFactory(parent=tree.news, first_published_at=now - timedelta(days=1))
    make_item(planned_at=now - timedelta(hours=2), owner=editor, page=page)
    make_item(planned_at=now - timedelta(hours=2), owner=editor, cancelled_at=now, cancel_reason="活动改期")
    assert told_at(now) == []


def test_an_owner_who_left_is_not_written_to(first_reviewer, now, told_at):
    make_item(planned_at=now - timedelta(hours=2), owner=member("编辑", is_active=False))
    assert told_at(now) == [first_reviewer.email]


@pytest.fixture
def stuck(tree, editor, first_reviewer, final_reviewer, now):
    """A piece of both stages whose time has come, and which nothing has published."""
    page = NewsPageFactory(parent=tree.news, live=False, owner=editor, first_published_at=None)
    page.go_live_at = now + timedelta(hours=1)
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    return approve(approve(page, first_reviewer), final_reviewer)


def test_an_approved_piece_that_did_not_go_live(stuck, editor, first_reviewer, now, told_at):
    planner = member("编辑", username="planner")
    make_item(planned_at=now + timedelta(hours=1), owner=planner, page=stuck)
    assert stuck.scheduled_revision is not None
    assert told_at(now + timedelta(hours=1, minutes=30)) == []
    assert told_at(now + timedelta(hours=3)) == sorted({editor.email, planner.email, first_reviewer.email})
    assert "已经通过初审和终审" in mail.outbox[0].body
    assert told_at(now + timedelta(hours=4)) == []


def test_the_database_refuses_a_second_notice(editor, now):
    item = make_item(planned_at=now - timedelta(hours=2), owner=editor)
    MissedNotice.objects.create(item=item, due_at=item.planned_at, told_at=now)
    assert services._tell_of_item(item, now) is False
    services.tell_of_missed()
    assert MissedNotice.objects.count() == 1


@pytest.mark.parametrize("count", [1, 10])
def test_reading_costs_the_same_however_much_is_planned(editor, now, count, django_assert_num_queries):
    for _number in range(count):
        make_item(planned_at=now - timedelta(hours=2), owner=editor)
    services.tell_of_missed(now=now)
    with django_assert_num_queries(2):
        services.tell_of_missed(now=now)
