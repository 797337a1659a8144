"""What is put on whose list, and which way out it gets: the table of events, preferences, groups."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.template.loader import get_template
from django.utils import timezone

from tests.conftest import member
from tests.factories import DepartmentFactory, UserFactory
from tests.messaging.conftest import MORNING, NIGHT, application, chosen, robot
from unionsite.accounts.choices import Role
from unionsite.core import mails
from unionsite.messaging import services
from unionsite.messaging.choices import KEPT_DAYS, Platform, Urgency, Way
from unionsite.messaging.events import EVENTS
from unionsite.messaging.models import Message, Outlet
from unionsite.messaging.rules import GATHERED

pytestmark = pytest.mark.django_db
WAITING = "publishing/mail/waiting.txt"
WAITS = {"stage": "终审", "due": "2026-05-11 12:00", "address": "https://union.example.com/admin/review/link/x/"}
REJECTED = "publishing/mail/rejected.txt"


def told(person) -> list[str]:
    return list(Message.objects.filter(person=person).values_list("words", flat=True))


class TestTable:
    @pytest.mark.parametrize("name", sorted(name for name in EVENTS if name.endswith(".txt")))
    def test_every_event_has_its_mail(self, name):
        get_template(name)

    @pytest.mark.parametrize("name", sorted(EVENTS))
    def test_t85_the_words_take_nothing_of_what_it_is_about(self, name):
        """Whatever a mail's context holds of titles, names and reasons, the message has none of it."""
        secret = "田小禾举报了食堂"
        context = dict.fromkeys(
            ("title", "sender", "reviewer", "comment", "piece", "reason", "user", "about", "finding", "record", "row"),
            secret,
        )
        context |= {"words": "有新的职工诉求需要办理", "number": 3, "stage": "初审", "due": "2026-05-11 12:00"}
        words = EVENTS[name].words(context)
        assert secret not in words
        assert words
        assert "%(" not in words

    @pytest.mark.parametrize("name", sorted(name for name, event in EVENTS.items() if event.many))
    def test_several_are_told_in_one(self, name):
        assert "12" in EVENTS[name].words_of(12)

    def test_no_event_of_votes_or_ballots(self):
        """T85: nobody is told of a ballot; that an activity begins or ends everybody can read."""
        assert not [name for name in EVENTS if "vote" in name or "ballot" in name]


class TestWays:
    def test_without_a_choice_the_mail_goes_out_as_before_and_the_list_has_it_too(self, employee):
        assert services.tell(REJECTED, [employee], {}) == [employee]
        assert told(employee) == ["您的一件稿件被退回，请修改后重新提交"]
        assert not Message.objects.exclude(next_try_at=None).exists()

    def test_what_is_not_in_the_table_goes_by_mail_alone(self, employee):
        assert services.tell("operations/alarms/mail/alarm.txt", [employee], {}) == [employee]
        assert not told(employee)

    def test_the_list_alone(self, employee):
        chosen(employee, Way.LIST)
        assert services.tell(REJECTED, [employee], {}) == []
        assert len(told(employee)) == 1

    def test_somebody_without_a_mailbox_has_the_list(self):
        person = UserFactory(email="")
        assert services.tell(REJECTED, [person], {}) == []
        assert len(told(person)) == 1

    @pytest.mark.parametrize("platform", list(Platform))
    def test_by_the_platform_that_was_chosen(self, platforms, employee, platform):
        outlet = application(platform)
        chosen(employee, platform)
        with time_machine.travel(MORNING, tick=False):
            assert services.tell(REJECTED, [employee], {}) == []
        message = Message.objects.get()
        assert (message.outlet, message.next_try_at) == (outlet, MORNING + GATHERED)

    def test_a_platform_that_is_switched_off_leaves_the_mail(self, platforms, employee):
        outlet = application()
        chosen(employee, Platform.WECOM)
        Outlet.objects.filter(pk=outlet.pk).update(is_on=False)
        assert services.tell(REJECTED, [employee], {}) == [employee]

    def test_a_platform_that_is_not_registered_leaves_the_mail(self, platforms, employee, settings):
        application()
        chosen(employee, Platform.WECOM)
        settings.SSO_WECOM_SECRET = ""
        assert services.tell(REJECTED, [employee], {}) == [employee]

    def test_quiet_hours_hold_what_can_wait(self, platforms, employee):
        application()
        chosen(employee, Platform.WECOM)
        with time_machine.travel(NIGHT, tick=False):
            services.tell(REJECTED, [employee], {})
            services.tell(WAITING, [employee], WAITS)
        by_event = dict(Message.objects.values_list("event", "next_try_at"))
        assert timezone.localtime(by_event[REJECTED]) == datetime(2026, 5, 12, 7, 30, tzinfo=NIGHT.tzinfo)
        assert by_event[WAITING] == NIGHT

    def test_said_again_on_the_same_day_it_stands_once_until_it_is_read(self, employee):
        services.tell(REJECTED, [employee], {})
        services.tell(REJECTED, [employee], {})
        assert len(told(employee)) == 1
        services.mark_read(person=employee)
        services.tell(REJECTED, [employee], {})
        assert len(told(employee)) == 2

    def test_in_silence_nobody_is_told(self, employee):
        with mails.silence():
            mails.tell(REJECTED, [employee], {"title": "一", "address": "x"})
        assert not told(employee)
        assert not mail.outbox


class TestGroups:
    def test_the_robot_of_a_role_tells_what_its_people_are_told(self, tree, final_reviewer):
        group = robot(role=Group.objects.get(name="终审"))
        robot(Platform.FEISHU, role=Group.objects.get(name="初审"))
        with time_machine.travel(MORNING, tick=False):
            services.tell(WAITING, [final_reviewer], WAITS)
        message = Message.objects.get(person=None)
        assert (message.outlet, message.words) == (group, "一件稿件等您终审，请在2026-05-11 12:00前办理")
        assert message.next_try_at == MORNING

    def test_once_however_many_of_them_are_told(self, tree):
        people = [member("终审", username=f"final-{number}") for number in range(3)]
        robot(role=Group.objects.get(name="终审"))
        services.tell(WAITING, people, WAITS)
        assert Message.objects.filter(person=None).count() == 1

    def test_the_robot_of_a_department(self, tree):
        department = DepartmentFactory()
        robot(department=department)
        services.tell("case.assigned", [UserFactory(department=department)], {"words": "有职工诉求分派给您办理"})
        services.tell("case.assigned", [UserFactory()], {"words": "有职工诉求分派给您办理"})
        assert Message.objects.filter(person=None).count() == 1

    def test_what_concerns_one_person_no_group_hears(self, tree, final_reviewer):
        robot(role=Group.objects.get(name="终审"))
        services.tell(REJECTED, [final_reviewer], {})
        assert not Message.objects.filter(person=None).exists()


class TestReports:
    def test_t62_a_report_is_for_the_list_of_its_handlers_alone(self, platforms, tree):
        handler = member(Role.REPORTS.value, employee_number="A1001")
        application()
        chosen(handler, Platform.WECOM)
        robot(role=Group.objects.get(name=Role.REPORTS.value))
        context = {"words": "有新的职工诉求需要办理", "is_report": True, "address": "https://x/admin/cases/1/"}
        with time_machine.travel(MORNING, tick=False):
            assert services.tell("case.new", [handler], context) == []
        message = Message.objects.get()
        assert (message.person, message.outlet, message.event) == (handler, None, "report")
        # The next working morning a mail says that something is unread: the same moment for all of a day.
        assert message.next_try_at == (MORNING + timedelta(days=1)).replace(hour=8, minute=30)

    def test_t85_the_table_knows_no_minute(self, employee):
        with time_machine.travel(MORNING + timedelta(hours=3, minutes=17), tick=False):
            services.tell("case.new", [employee], {"words": "有新的职工诉求需要办理", "is_report": True})
        row = Message.objects.values().get()
        assert row["day"] == MORNING.date()
        assert "12:17" not in str(timezone.localtime(row["next_try_at"]))
        assert not any(
            isinstance(value, int) and not isinstance(value, bool) for name, value in row.items() if name == "id"
        )


def test_the_list_goes_back_ninety_days(employee):
    day = MORNING.date()
    for age in (0, KEPT_DAYS, KEPT_DAYS + 1):
        Message.objects.create(person=employee, event=REJECTED, words=str(age), day=day - timedelta(days=age))
    outlet = robot(role=Group.objects.create(name="群"))
    Message.objects.create(outlet=outlet, event=WAITING, words="群", day=day - timedelta(days=1))
    assert services.forget(MORNING) == 2
    assert sorted(told(employee)) == ["0", str(KEPT_DAYS)]


def test_every_urgency_is_used():
    assert {event.urgency for event in EVENTS.values()} == set(Urgency)
