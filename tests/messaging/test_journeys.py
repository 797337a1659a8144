"""The whole way, from what happens to a message on a platform, through the link and the sign-in to the very screen."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from interact.activities.votes import services as votes
from interact.cases.services import mails as case_mails
from interact.channels.records import Channel
from tests.clients import SiteClient, signed_in
from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory
from tests.interact.activities.planning import a_vote, an_employee
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, lay_routing, replied, send
from tests.messaging.conftest import MORNING, WECOM_ROBOT, WECOM_SEND, application, chosen, robot
from tests.publishing.reviewing import approve, submit
from unionsite.accounts.choices import Role
from unionsite.messaging.choices import Platform
from unionsite.messaging.models import Message
from unionsite.messaging.services import send_due

pytestmark = pytest.mark.django_db
INSIDE = {"user-agent": "Mozilla/5.0 (iPhone) wxwork/4.1.30"}
WECOM_PERSON = "qyapi.weixin.qq.com/cgi-bin/auth/getuserinfo"
REPLY = "食堂已延长到夜里十一点半。"


def link_in(platforms) -> str:
    return urlsplit(platforms.sent(WECOM_SEND)[-1]["textcard"]["url"]).path


@pytest.fixture
def draft(tree, editor):
    page = NewsPageFactory(parent=tree.news, title="机加车间把班前会开到机床旁", live=False, owner=editor)
    page.save_revision(user=editor)
    return page


@pytest.fixture
def later(time_machine):
    """Travel on, past the time in which messages of one kind are gathered, and send what is due."""
    time_machine.move_to(MORNING, tick=False)

    def go_on() -> None:
        time_machine.move_to(timezone.localtime() + timedelta(minutes=1), tick=False)
        case_mails.send_due()
        time_machine.move_to(timezone.localtime() + timedelta(minutes=11), tick=False)
        send_due()

    return go_on


def test_an_employee_gets_the_answers_message_taps_and_reads_the_answer(
    platforms, settings, tree, employee, later, client
):
    settings.SSO_PROVIDERS = ["wecom"]
    platforms.answers[WECOM_PERSON] = {"errcode": 0, "userid": "A1001"}
    application()
    chosen(employee, Platform.WECOM)
    lay_routing()
    team = member(Role.FIRST_REVIEW.value)
    case = send(contact=CONTACT, sender=employee).case
    department = DepartmentFactory()
    accepted(case, team, department)
    answered(case, member(Role.AUTHOR.value, department=department))
    replied(case, team, words=REPLY)
    later()

    (sent,) = platforms.sent(WECOM_SEND)
    assert sent["touser"] == "A1001"
    assert sent["textcard"]["description"] == "您提交的事项有了答复"
    for secret in (SUBJECT, TEXT, REPLY, CONTACT["name"], case.number):
        assert secret not in platforms.log()

    # One tap, inside 企业微信: the way leads over the sign-in, which asks for nothing, to the answer.
    phone = SiteClient(headers=INSIDE)
    answer = phone.get(link_in(platforms))
    assert answer["Location"].startswith("/account/login/?next=")
    answer = phone.get(answer["Location"])
    answer = phone.get(answer["Location"])
    asked = urlsplit(answer["Location"])
    assert asked.netloc == "open.weixin.qq.com"
    state = parse_qs(asked.query)["state"][0]
    answer = phone.get("/account/sso/wecom/return/", {"state": state, "code": "c"}, follow=True)
    assert REPLY in answer.text
    assert Message.objects.get(person=employee).is_read


def test_a_final_reviewer_is_told_in_the_group_and_by_themselves_and_decides(
    platforms, tree, draft, editor, first_reviewer, later, django_capture_on_commit_callbacks
):
    final = member(Role.FINAL_REVIEW.value, employee_number="B7")
    application()
    chosen(final, Platform.WECOM)
    robot(role=Group.objects.get(name=Role.FINAL_REVIEW.value))
    with django_capture_on_commit_callbacks(execute=True):
        approve(submit(draft, editor), first_reviewer)
    later()

    (own,), (to_group,) = platforms.sent(WECOM_SEND), platforms.sent(WECOM_ROBOT)
    for words in (own["textcard"]["description"], to_group["text"]["content"]):
        assert words.startswith("一件稿件等您终审，请在")
    assert draft.title not in platforms.log()

    # Not signed in, the link asks staff for their own sign-in, and leads on from there.
    link = link_in(platforms)
    assert SiteClient(headers=INSIDE).get(link)["Location"] == f"/admin/login/?next={link}"
    answer = signed_in(final).get(link, follow=True)
    assert draft.title in answer.text
    assert "通过终审" in answer.text
    group_link = to_group["text"]["content"].splitlines()[1]
    assert draft.title in signed_in(final).get(urlsplit(group_link).path, follow=True).text


def test_t62_a_reporter_gets_nothing_ever_and_the_platform_hears_nothing(platforms, tree, employee, later):
    """Neither who reported without a name nor, on a platform, who handles it; the handler has it on the site's list."""
    handler = member(Role.REPORTS.value, employee_number="C3")
    for person in (employee, handler):
        chosen(person, Platform.WECOM)
    application()
    robot(role=Group.objects.get(name=Role.REPORTS.value))
    lay_routing()
    case = send(Channel.REPORT, sender=employee).case
    accepted(case, handler, handler=handler)
    answered(case, handler)
    replied(case, handler, words=REPLY)
    later()
    later()

    assert not platforms.calls
    assert not Message.objects.filter(person=employee).exists()
    messages = Message.objects.filter(person=handler)
    assert messages.exists()
    for secret in (SUBJECT, TEXT, REPLY, case.number):
        assert secret not in str(list(messages.values()))


def test_t85_a_voter_gets_nothing_ever(platforms, tree, later, django_capture_on_commit_callbacks):
    vote, person = a_vote(tree), an_employee()
    application()
    chosen(person, Platform.WECOM)
    with django_capture_on_commit_callbacks(execute=True):
        votes.cast_ballot(vote=vote, person=person, choices=[1], receipt="R1")
    later()
    assert not Message.objects.exists()
    assert not platforms.calls
