"""Sending: the calls as the platforms take them, what their errors end in, and that nothing is lost or doubled."""

import base64
import hashlib
import hmac
import json
import logging
import socket
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from tests.factories import UserFactory
from tests.fake_api import drip
from tests.messaging.conftest import (
    DINGTALK_MEMBER,
    DINGTALK_ROBOT,
    DINGTALK_SEND,
    FEISHU_FIND,
    FEISHU_ROBOT,
    FEISHU_SEND,
    MORNING,
    ROBOTS,
    SENDING,
    WECOM_ROBOT,
    WECOM_SEND,
    WECOM_TOKEN,
    application,
    robot,
)
from unionsite.core import company
from unionsite.messaging import platforms as calls
from unionsite.messaging import services
from unionsite.messaging.choices import Platform
from unionsite.messaging.models import Message, Outlet
from unionsite.messaging.rules import CLAIMED, MAIL_AGAIN
from unionsite.messaging.services import BATCH, ROBOT_CALLS, send_due

pytestmark = pytest.mark.django_db
REJECTED = "publishing/mail/rejected.txt"
WAITING = "publishing/mail/waiting.txt"
MINUTE = timedelta(minutes=1)
MANY = 10_000


def message(person=None, outlet=None, *, event=REJECTED, words="您的一件稿件被退回", at=MORNING, **fields) -> Message:
    address = "https://union.example.com/admin/pages/7/edit/"
    return Message.objects.create(
        person=person, outlet=outlet, event=event, words=words, address=address, day=at.date(), next_try_at=at, **fields
    )


@pytest.fixture
def group(db):
    return Group.objects.get_or_create(name="终审")[0]


class TestCalls:
    def test_wecom(self, platforms, employee, settings):
        one = message(employee, application())
        assert send_due(MORNING) == 1
        card = {
            "title": settings.WAGTAIL_SITE_NAME,
            "description": "您的一件稿件被退回",
            "url": f"{settings.BASE_URL}/account/messages/{one.pk}/",
            "btntxt": "查看",
        }
        assert platforms.sent(WECOM_SEND) == [
            {
                "touser": "A1001",
                "msgtype": "textcard",
                "agentid": 1000002,
                "textcard": card,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 600,
            }
        ]
        assert Message.objects.get().next_try_at is None
        assert Outlet.objects.get().sent == 1

    def test_dingtalk_by_the_mobile_number_of_the_roll(self, platforms, employee):
        message(employee, application(Platform.DINGTALK))
        assert send_due(MORNING) == 1
        sent = platforms.sent(DINGTALK_SEND)[0]
        assert (sent["robotCode"], sent["userIds"], sent["msgKey"]) == ("ding-app", ["ding-1"], "sampleLink")
        assert json.loads(sent["msgParam"])["text"] == "您的一件稿件被退回"

    def test_feishu_with_a_number_of_its_own(self, platforms, employee):
        one = message(employee, application(Platform.FEISHU))
        assert send_due(MORNING) == 1
        sent = platforms.sent(FEISHU_SEND)[0]
        assert (sent["receive_id"], sent["uuid"]) == ("ou-1", str(one.pk))
        assert json.loads(sent["content"])["text"].startswith("您的一件稿件被退回\n")

    def test_the_account_and_the_token_are_asked_for_once(self, platforms, employee):
        outlet = application(Platform.FEISHU)
        for _number in range(3):
            message(employee, outlet)
        assert send_due(MORNING) == 3
        assert platforms.paths().count(FEISHU_FIND) == 1
        assert sum("tenant_access_token" in path for path in platforms.paths()) == 1

    def test_t66_a_mobile_number_of_somebody_else_reaches_nobody(self, platforms, employee):
        platforms.answers[DINGTALK_MEMBER] = {"errcode": 0, "result": {"userid": "ding-1", "job_number": "B2002"}}
        message(employee, application(Platform.DINGTALK))
        send_due(MORNING)
        assert not platforms.sent(DINGTALK_SEND)
        assert [one.to for one in mail.outbox] == [[employee.email]]
        assert Outlet.objects.get().fault == "平台上的工号和花名册不一致"

    @pytest.mark.parametrize("platform", list(Platform))
    def test_robots(self, platforms, group, platform):
        message(outlet=robot(platform, role=group), event=WAITING, words="一件稿件等您终审")
        assert send_due(MORNING) == 1
        (_path, query, body), *more = [call for call in platforms.calls if call[0] == ROBOTS[platform]]
        assert not more
        text = json.dumps(json.loads(body), ensure_ascii=False)
        assert "一件稿件等您终审" in text
        assert "https://union.example.com/admin/pages/7/edit/" in text
        if platform == Platform.WECOM:
            assert query["key"] == ["wecom-robot-key"]

    def test_dingtalk_signs_the_minute_with_the_secret(self, platforms, group):
        message(outlet=robot(Platform.DINGTALK, role=group), event=WAITING)
        send_due(MORNING)
        query = next(query for path, query, _body in platforms.calls if path == DINGTALK_ROBOT)
        text = f"{query['timestamp'][0]}\nrobot-secret".encode()
        assert query["sign"] == [base64.b64encode(hmac.digest(b"robot-secret", text, hashlib.sha256)).decode()]
        assert query["access_token"] == ["dingtalk-robot-key"]

    def test_feishu_signs_the_second(self, platforms, group):
        message(outlet=robot(Platform.FEISHU, role=group), event=WAITING)
        send_due(MORNING)
        sent = platforms.sent(FEISHU_ROBOT)[0]
        key = f"{sent['timestamp']}\nrobot-secret".encode()
        assert sent["sign"] == base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()

    def test_several_of_a_kind_go_in_one_and_lead_to_the_list(self, platforms, employee):
        outlet = application()
        for _number in range(3):
            message(employee, outlet, event=WAITING)
        assert send_due(MORNING) == 3
        (sent,) = platforms.sent(WECOM_SEND)
        assert sent["textcard"]["description"] == "3件稿件等您审核"
        assert sent["textcard"]["url"].endswith("/admin/review/")

    def test_before_its_time_nothing_goes(self, platforms, employee):
        message(employee, application(), at=MORNING + MINUTE)
        assert send_due(MORNING) == 0

    def test_somebody_who_left_is_told_nothing_more(self, platforms, employee):
        message(employee, application())
        employee.is_active = False
        employee.save()
        assert send_due(MORNING) == 0
        assert not platforms.calls
        assert not mail.outbox


class TestFaults:
    def test_a_token_that_is_no_longer_good_is_fetched_anew(self, platforms, employee):
        platforms.answers[WECOM_SEND] = [{"errcode": 42001, "errmsg": "expired"}, {"errcode": 0}]
        message(employee, application())
        assert send_due(MORNING) == 1
        assert platforms.paths().count(WECOM_TOKEN) == 2

    @pytest.mark.parametrize(
        ("platform", "answer"),
        [
            (Platform.WECOM, {"errcode": 81013, "errmsg": "user & party & tag all invalid"}),
            (Platform.WECOM, {"errcode": 0, "invaliduser": "A1001"}),
            (Platform.WECOM, {"errcode": 0, "unlicenseduser": "A1001"}),
            (Platform.DINGTALK, {"processQueryKey": "q", "invalidStaffIdList": ["ding-1"]}),
            (Platform.FEISHU, {"code": 230013, "msg": "no availability"}),
        ],
    )
    def test_whom_the_platform_does_not_know_gets_a_mail_at_once(self, platforms, employee, platform, answer):
        platforms.answers[SENDING[platform]] = answer
        message(employee, application(platform))
        assert send_due(MORNING) == 2
        assert [one.to for one in mail.outbox] == [[employee.email]]
        assert mail.outbox[0].subject == "您的一件稿件被退回"
        outlet = Outlet.objects.get()
        assert (outlet.failed, outlet.fault) == (1, "平台上没有这名职工")

    @pytest.mark.parametrize(
        ("platform", "answer"),
        [
            (Platform.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}),
            (Platform.DINGTALK, {"processQueryKey": "q", "flowControlledStaffIdList": ["ding-1"]}),
            (Platform.FEISHU, {"code": 99991400, "msg": "request trigger frequency limit"}),
        ],
    )
    def test_too_many_calls_are_no_try(self, platforms, employee, platform, answer):
        platforms.answers[SENDING[platform]] = answer
        message(employee, application(platform))
        for minute in range(6):
            send_due(MORNING + minute * MINUTE)
        assert not mail.outbox
        assert Message.objects.get().attempts == 0
        platforms.answers[SENDING[platform]] = {"errcode": 0, "code": 0, "processQueryKey": "q"}
        assert send_due(MORNING + 7 * MINUTE) == 1

    @pytest.mark.parametrize(
        "answer",
        [
            500,
            b"<html>busy</html>",
            b"[]",
            b"{}",
            b"\xff\xfe",
            {"errcode": 60020, "errmsg": "not allow to access from your ip, from ip: 10.1.1.1"},
            {"errcode": "nonsense"},
            drip,
        ],
        ids=["500", "html", "list", "empty", "bytes", "address", "nonsense", "slow"],
    )
    def test_after_the_third_try_it_goes_by_mail(self, platforms, employee, answer, monkeypatch):
        monkeypatch.setattr(company, "SECONDS", 0.5)
        platforms.answers[WECOM_SEND] = answer
        message(employee, application())
        for minute in (0, 1, 6):
            assert not mail.outbox
            send_due(MORNING + minute * MINUTE)
        assert platforms.paths().count(WECOM_SEND) == 3
        assert [one.to for one in mail.outbox] == [[employee.email]]
        outlet = Outlet.objects.get()
        assert outlet.failed == 1
        assert outlet.fault
        assert send_due(MORNING + timedelta(hours=2)) == 0
        assert len(mail.outbox) == 1

    def test_a_fault_is_told_in_words(self, platforms, employee):
        platforms.answers[WECOM_SEND] = {"errcode": 60020, "errmsg": "not allow to access from your ip"}
        message(employee, application())
        send_due(MORNING)
        assert Outlet.objects.get().fault == "服务器的IP不在企业微信应用的“企业可信IP”里"

    def test_an_outlet_that_is_switched_off_meanwhile_leaves_all_to_the_mail(self, platforms, employee):
        outlet = application()
        message(employee, outlet)
        Outlet.objects.update(is_on=False)
        send_due(MORNING)
        assert len(mail.outbox) == 1
        assert not platforms.calls

    def test_a_robot_gets_no_more_than_its_platform_takes(self, platforms, group):
        outlet = robot(role=group)
        for number in range(ROBOT_CALLS + 3):
            message(outlet=outlet, event=REJECTED, words=str(number))
        send_due(MORNING)
        assert platforms.paths().count(WECOM_ROBOT) == ROBOT_CALLS
        send_due(MORNING + MINUTE)
        assert platforms.paths().count(WECOM_ROBOT) == ROBOT_CALLS + 3

    def test_a_robot_that_does_not_work_ends_after_three_tries(self, platforms, group):
        platforms.answers[WECOM_ROBOT] = {"errcode": 93000, "errmsg": "invalid webhook url"}
        outlet = robot(role=group)
        message(outlet=outlet, event=WAITING)
        for minute in (0, 1, 6, 60):
            send_due(MORNING + minute * MINUTE)
        assert platforms.paths().count(WECOM_ROBOT) == 3
        outlet.refresh_from_db()
        assert (outlet.failed, outlet.fault) == (1, "机器人的密钥不对，或者机器人已不在群里")

    def test_a_mail_server_that_is_down_too_loses_nothing(self, employee, settings):
        message(employee)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
            send_due(MORNING)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        send_due(MORNING + MAIL_AGAIN)
        assert len(mail.outbox) == 1

    def test_two_senders_send_once(self, platforms, employee, monkeypatch):
        """While one sends, another begins: it finds the message taken."""
        message(employee, application())
        inner = []
        send = calls.send

        def slow(*arguments):
            if not inner:
                inner.append(send_due(MORNING))
            send(*arguments)

        monkeypatch.setattr(calls, "send", slow)
        assert send_due(MORNING) == 1
        assert inner == [0]
        assert platforms.paths().count(WECOM_SEND) == 1

    def test_what_a_sender_left_behind_another_takes_up(self, platforms, employee, monkeypatch):
        message(employee, application())
        send = calls.send
        monkeypatch.setattr(calls, "send", lambda *arguments: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            send_due(MORNING)
        monkeypatch.setattr(calls, "send", send)
        assert send_due(MORNING + CLAIMED) == 1

    def test_ten_thousand_while_the_platform_is_dead(self, platforms, settings):
        """One call a run, however many wait; none lost, none doubled, by mail after the third try."""
        settings.SSO_LOOPBACK = "http://127.0.0.1:9"
        outlet = application()
        people = [UserFactory(email=f"p{number}@example.com") for number in range(50)]
        Message.objects.bulk_create(
            Message(
                person=people[number % 50],
                outlet=outlet,
                event=REJECTED,
                words=f"第{number}条",
                address="https://union.example.com/",
                day=MORNING.date(),
                next_try_at=MORNING,
            )
            for number in range(MANY)
        )
        for minute in range(MANY // BATCH + 10):
            send_due(MORNING + minute * MINUTE)
        assert sorted(one.subject for one in mail.outbox) == sorted(f"第{number}条" for number in range(MANY))
        assert Outlet.objects.get().failed == MANY


class TestPrivacy:
    def test_t62_what_is_unread_in_the_morning_a_mail_says_without_a_word_of_it(self, employee):
        message(employee, event="report", words="有新的职工诉求需要办理")
        message(employee, event="report", words="有职工诉求分派给您办理")
        assert send_due(MORNING) == 2
        (sent,) = mail.outbox
        assert sent.subject == "您有未读的站内消息"
        assert "诉求" not in sent.body
        assert "/account/messages/" in sent.body

    def test_what_was_read_needs_no_mail(self, employee):
        message(employee, event="report", words="有新的职工诉求需要办理", is_read=True)
        assert send_due(MORNING) == 0
        assert not mail.outbox

    def test_t85_keys_and_tokens_are_in_no_log(self, platforms, group, employee, caplog):
        caplog.set_level(logging.DEBUG)
        platforms.answers[FEISHU_ROBOT] = 500
        for platform in Platform:
            message(outlet=robot(platform, role=group), event=WAITING)
            message(employee, application(platform))
        send_due(MORNING)
        for secret in ("robot-key", "robot-secret", "token-1", "wecom-secret", "ding-secret", "feishu-secret"):
            assert secret not in caplog.text

    def test_t85_keys_are_sealed_in_the_database(self, group):
        outlet = robot(Platform.FEISHU, role=group)
        row = Outlet.objects.values().get()
        assert "feishu-robot-key" not in str(row)
        assert "robot-secret" not in str(row)
        assert (outlet.opened("key"), outlet.opened("secret")) == ("feishu-robot-key", "robot-secret")


def test_the_number_of_queries_grows_with_no_message(platforms, employee, django_assert_max_num_queries):
    for _number in range(40):
        message(employee, application() if not Outlet.objects.exists() else Outlet.objects.get(), event=WAITING)
    with django_assert_max_num_queries(20):
        services.send_due(MORNING)
