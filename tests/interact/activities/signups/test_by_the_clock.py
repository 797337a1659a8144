"""Reminders, the summary's date, the account page, and plans that make no sense."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from interact.activities.joining import tend_activities
from interact.activities.models import Attempt, SignupQuota
from interact.activities.plans.choices import Audience
from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.queries import submission_faults
from interact.activities.plans.services import close_ended
from interact.activities.signups import services
from interact.activities.signups.views import own_signups
from tests.clients import SiteClient, signed_in
from tests.factories import DepartmentFactory, UserFactory
from tests.interact.activities.planning import a_signup, activity_section, an_employee
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db


def sign_up(page, person=None):
    return services.sign_up(activity=page, person=person or an_employee(), companions=[], answers={})


class TestReminders:
    def test_a_day_before_once_to_who_has_a_place_and_an_address(self, tree, clock):
        page = a_signup(tree, places=2)
        placed = sign_up(page)
        sign_up(page, an_employee(email=""))
        sign_up(page)
        clock.move_to(page.held_at - timedelta(hours=25))
        tend_activities()
        assert not mail.outbox
        clock.move_to(page.held_at - timedelta(hours=24))
        assert services.remind() == 2
        assert [message.to for message in mail.outbox] == [[placed.person.email]]
        assert "地点：北门停车场" in mail.outbox[0].body
        assert services.remind() == 0
        assert len(mail.outbox) == 1

    def test_also_while_another_kind_of_activity_fails(self, tree, clock):
        page = a_signup(tree, places=2)
        sign_up(page)
        now = timezone.now()
        broken = {"questions": [{"kind": "single"}], "most": 5, "number": 1, "started_at": now, "ends_at": now}
        Attempt.objects.create(activity=uuid4(), person=an_employee(), **broken)
        clock.move_to(page.held_at - timedelta(hours=24))
        with pytest.raises(KeyError):
            tend_activities()
        assert len(mail.outbox) == 1

    def test_not_of_what_is_cancelled(self, tree, clock):
        page = a_signup(tree)
        sign_up(page)
        ActivityRecord.objects.update_or_create(
            activity=page.translation_key, defaults={"cancelled_at": timezone.now()}
        )
        clock.move_to(page.held_at - timedelta(hours=3))
        assert services.remind() == 0


def test_what_was_written_goes_after_the_days_in_the_settings(tree, clock):
    page = a_signup(tree, companions_most=1)
    companions = [{"name": "小明", "relation": ""}]
    mine = services.sign_up(activity=page, person=an_employee(), companions=companions, answers={})
    assert "活动结束90天后，随行人员和填写的内容自动删除。" in signed_in(an_employee()).get(page.url).text

    clock.move_to(page.held_until + timedelta(days=90))
    assert services.forget_written() == 0
    clock.shift(timedelta(minutes=1))
    tend_activities()

    mine.refresh_from_db()
    assert (mine.companions, mine.answers, mine.seats) == ([], {}, 2)
    assert services.forget_written() == 0


def test_the_summary_is_due_after_it_was_held(tree, clock):
    page = a_signup(tree)
    sign_up(page)
    clock.move_to(page.closes_at + timedelta(hours=1))
    assert close_ended() == 0
    clock.move_to(page.held_until + timedelta(hours=1))
    assert close_ended() == 1
    record = ActivityRecord.objects.get(activity=page.translation_key)
    assert record.summary_due_on > timezone.localdate(page.held_until)


def test_the_section_s_calendar_has_it_until_it_is_over(tree, clock):
    page = a_signup(tree)
    address = f"{activity_section(tree).url}calendar/"
    clock.move_to(page.closes_at + timedelta(hours=1))
    assert f"DTSTART:{page.held_at:%Y%m%dT}" in SiteClient().get(address).text
    clock.move_to(page.held_until)
    assert "VEVENT" not in SiteClient().get(address).text


class TestTheAccountPage:
    def test_own_sign_ups_with_their_state(self, tree, clock, django_assert_num_queries):
        person = an_employee()
        first, second = a_signup(tree, title="亲子秋游"), a_signup(tree, title="主席接待日", places=1)
        sign_up(first, person)
        sign_up(second)
        clock.move_to(timezone.now() + timedelta(hours=1))
        services.sign_up(activity=second, person=person, companions=[], answers={})
        # Where the site has its root is known after the first address.
        assert first.url
        with django_assert_num_queries(3):
            items = list(own_signups(person))
        assert [(item.title, item.url, item.note) for item in items] == [
            ("主席接待日", second.url, "候补"),
            ("亲子秋游", first.url, "已报上"),
        ]
        html = signed_in(person).get("/account/").text
        assert "我的报名" in html
        assert "主席接待日" in html
        assert "主席接待日" not in signed_in(an_employee()).get("/account/").text


class TestPlanning:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"held_at": timedelta(days=1)}, "活动开始不能早于报名截止"),
            ({"held_until": timedelta(days=10)}, "结束时间应晚于开始时间"),
            ({"cancel_until": timedelta(days=11)}, "取消的期限不能晚于活动开始"),
            ({"cancel_until": timedelta(days=-5)}, "取消的期限不能早于报名开始"),
            ({"audience": Audience.PUBLIC}, "报名须用工号登录"),
            ({"places": 2, "companions_most": 2}, "一个人带的人不能比名额还多"),
            ({"places": 0}, "大于或等于"),
            ({"companions_most": 6}, "小于或等于"),
        ],
    )
    def test_nonsense_is_not_published(self, tree, clock, changes, words):
        now = timezone.now()
        changes = {name: now + value if isinstance(value, timedelta) else value for name, value in changes.items()}
        with pytest.raises((ValidationError, Refused)) as error:
            a_signup(tree, **changes)
        assert words in str(error.value)

    @pytest.mark.parametrize(
        ("quotas", "words"),
        [
            ([("quality", 3), ("quality", 1)], "同一个部门分了两次名额"),
            ([("quality", 3), ("foundry", 3)], "加起来超过了总名额"),
        ],
    )
    def test_nonsense_of_quotas(self, tree, clock, quotas, words):
        rows = [(DepartmentFactory(code=code, name=code), places) for code, places in quotas]
        with pytest.raises((ValidationError, Refused)) as error:
            a_signup(tree, quotas=rows)
        assert words in str(error.value)

    def test_the_settings_are_frozen_once_it_is_open(self, tree, clock):
        page = a_signup(tree)
        page.places, page.place = 50, "南门停车场"
        page.quotas = [SignupQuota(department=DepartmentFactory(), places=2)]
        assert list(submission_faults(page)) == ["places", "quotas"]

    def test_an_outsider_who_is_staff_without_number_cannot_sign_up(self, tree, clock):
        page = a_signup(tree)
        with pytest.raises(services.NotInvited):
            sign_up(page, UserFactory())
