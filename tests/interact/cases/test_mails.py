"""The outbox: what a mail says, to whom it still goes, and what happens when the mail server is away (T63, T85)."""

import re
import socket
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from interact.cases.choices import MailKind
from interact.cases.services import mails as cases_mails
from interact.cases.services.mails import WAITS, send_due, tell, waiting_too_long
from interact.channels.records import Channel
from interact.models import Case, CaseMail
from tests.conftest import member
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, replied, send
from unionsite.core import mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mails_alone")]
NOON_OFF = datetime(2026, 5, 9, 10, tzinfo=timezone.get_default_timezone())  # a Saturday that is worked (调休)
MORNING = datetime(2026, 5, 11, 9, tzinfo=timezone.get_default_timezone())  # Monday
NIGHT = datetime(2026, 5, 11, 22, tzinfo=timezone.get_default_timezone())
REFUSED = "refused@example.com"


class Picky(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages):
        if any(REFUSED in message.to for message in messages):
            raise ValueError(f"550 {REFUSED} unknown")
        return super().send_messages(messages)


@pytest.fixture
def picky(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Picky"


@pytest.fixture
def no_server(settings):
    """SMTP at a port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        yield


def waiting() -> list[str]:
    return list(CaseMail.objects.filter(sent_at=None).order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("channel", [Channel.SUGGESTION, Channel.REPORT, Channel.LETTER])
def test_t63_a_mail_to_staff_says_nothing_of_the_case(channel, routing, team_member, report_handler):
    routing["letter"].handlers.add(report_handler)
    case = send(channel, contact=CONTACT, now=MORNING).case
    assert send_due(now=MORNING + timedelta(minutes=1)) == 1
    (message,) = mail.outbox
    assert message.subject == f"有新的职工诉求需要办理（{case.number}）"
    assert f"/admin/cases/{case.pk}/" in message.body
    whole = message.message().as_string() + message.body
    for secret in (SUBJECT, TEXT, TEXT[:6], *filter(None, CONTACT.values()), "投诉", "举报", "信箱", "建议"):
        assert secret not in whole


@pytest.mark.parametrize("kind", MailKind)
def test_t63_each_kind_has_words_and_no_other_content(kind, case, team_member):
    message = cases_mails._message(CaseMail(case=case, recipient=team_member, kind=kind))
    assert case.number in message.subject
    assert case.number in message.body
    assert "\n" not in message.subject
    assert SUBJECT not in message.body
    links = re.findall(r"https?://\S+", message.body)
    assert links in (
        [f"http://127.0.0.1:8000/admin/cases/{case.pk}/"],
        [f"http://127.0.0.1:8000/feedback/own/{case.key}/"],
    )


def test_an_employee_is_told_in_the_language_of_the_form(routing, team_member, second_member):
    sender = member("信息员", username="sun", name="孙小满", email="sun@example.com")
    case = send(contact=CONTACT, sender=sender, language="en", now=MORNING).case
    accepted(case, team_member, now=MORNING)
    answered(case, team_member, now=MORNING)
    replied(case, second_member, now=MORNING)
    CaseMail.objects.exclude(kind=MailKind.REPLIED).delete()
    send_due(now=MORNING)
    (message,) = mail.outbox
    assert message.to == ["sun@example.com"]
    assert "/en/feedback/own/" in message.body
    assert "食堂" not in message.subject + message.body


def test_each_goes_out_once(case):
    assert send_due(now=timezone.localtime()) == 1
    assert send_due(now=timezone.localtime() + timedelta(days=1)) == 0
    assert len(mail.outbox) == 1


def test_a_bad_address_stops_no_other(picky, routing, caplog):
    for number, address in enumerate([REFUSED, "one@example.com", REFUSED, "two@example.com"]):
        member("初审", username=f"team-{number}", email=address)
    send(now=MORNING)
    assert send_due(now=MORNING) == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["one@example.com", "two@example.com"]
    assert waiting() == ["new", "new"]
    assert REFUSED not in caplog.text
    assert "ValueError" in caplog.text


def test_a_server_that_is_away_delays_and_loses_nothing(no_server, case, settings, caplog):
    now = timezone.localtime()
    assert send_due(now=now) == 0
    row = CaseMail.objects.get()
    assert (row.sent_at, row.attempts, row.next_try_at) == (None, 1, now + WAITS[0])
    assert send_due(now=now + timedelta(seconds=30)) == 0
    assert CaseMail.objects.get().attempts == 1, "not before its time"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=now + WAITS[0]) == 1
    assert "team@example.com" not in caplog.text


def test_tries_come_slower_and_never_end(no_server, case):
    now, waits = timezone.localtime(), []
    for _try in range(7):
        send_due(now=now)
        following = CaseMail.objects.get().next_try_at
        waits.append(following - now)
        now = following
    assert waits == [*WAITS, WAITS[-1], WAITS[-1], WAITS[-1]]
    assert [wait.total_seconds() / 60 for wait in WAITS] == [1, 5, 15, 60]


def test_a_reminder_waits_for_working_hours(case, team_member):
    CaseMail.objects.all().delete()
    Case.objects.update(due_on=MORNING.date())
    tell(case, MailKind.REMIND, [team_member], now=MORNING, in_working_hours=True)
    tell(case, MailKind.RETURNED, [team_member], now=MORNING)
    assert send_due(now=MORNING.replace(hour=6) + timedelta(days=1)) == 1
    assert waiting() == ["remind"]
    assert send_due(now=MORNING.replace(hour=12, minute=30) + timedelta(days=1)) == 0, "lunch"
    assert send_due(now=MORNING + timedelta(days=5)) == 0, "a Saturday off"
    assert send_due(now=MORNING + timedelta(days=1)) == 1


def test_a_worked_saturday_counts(case, team_member):
    CaseMail.objects.all().delete()
    Case.objects.update(due_on=NOON_OFF.date())
    tell(case, MailKind.CHASE, [team_member], now=NOON_OFF, in_working_hours=True)
    assert send_due(now=NOON_OFF) == 1


def test_a_reminder_that_was_overtaken_is_dropped(case, team_member):
    CaseMail.objects.all().delete()
    Case.objects.update(due_on=MORNING.date())
    tell(case, MailKind.REMIND, [team_member], now=MORNING, in_working_hours=True)
    Case.objects.update(due_on=MORNING.date() + timedelta(days=60))
    assert send_due(now=MORNING) == 0
    assert not CaseMail.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"left_on": datetime(2026, 5, 1)}, {"email": ""}],
    ids=["inactive", "left", "no address"],
)
def test_who_has_gone_is_not_written_to(change, case, team_member):
    for name, value in change.items():
        setattr(team_member, name, value)
    team_member.save()
    assert send_due(now=timezone.localtime()) == 0
    assert not CaseMail.objects.exists()


def test_t70_who_may_not_see_the_case_any_more_is_not_written_to(routing, report_handler):
    case = send(Channel.REPORT).case
    case.handler_rows.all().delete()
    assert send_due(now=timezone.localtime()) == 0
    assert mail.outbox == []


def test_the_committee_hears_of_a_case_that_it_may_not_see(routing, committee_member):
    case = send(Channel.REPORT).case
    assert waiting() == [MailKind.NOBODY]
    assert send_due(now=timezone.localtime()) == 1
    (message,) = mail.outbox
    assert message.subject == f"有职工诉求没有可以办理的人，请指定（{case.number}）"
    assert "/admin/cases/orphans/\n" in message.body, "not to the case, which would be refused and put on record"


def test_t62_the_table_does_not_know_the_minute_of_a_report(no_server, settings, routing, report_handler):
    sent_at = MORNING.replace(minute=17)
    send(Channel.REPORT, now=sent_at)
    send_due(now=sent_at + timedelta(seconds=40))
    row = CaseMail.objects.get()
    assert timezone.localtime(row.created_at) == MORNING.replace(hour=0)
    assert timezone.localtime(row.next_try_at) == MORNING.replace(hour=10)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=row.next_try_at) == 1
    row.refresh_from_db()
    assert {timezone.localtime(moment) for moment in (row.sent_at, row.next_try_at)} == {MORNING.replace(hour=0)}


def test_nobody_is_told_of_a_demo(routing, team_member):
    with mails.silence():
        send()
    assert not CaseMail.objects.exists()


def test_waiting_too_long(routing, team_member, report_handler):
    now = timezone.localtime()
    send(now=now - timedelta(minutes=50))
    assert not waiting_too_long(now).exists()
    assert waiting_too_long(now + timedelta(minutes=20)).count() == 1


def test_a_report_of_this_day_is_not_taken_for_late(routing, report_handler):
    send(Channel.REPORT, now=MORNING)
    assert not waiting_too_long(MORNING).exists()
    assert waiting_too_long(MORNING + timedelta(days=2)).exists()


def test_a_reminder_in_the_night_is_not_late(case, team_member):
    CaseMail.objects.all().delete()
    tell(case, MailKind.REMIND, [team_member], now=NIGHT, in_working_hours=True)
    assert not waiting_too_long(NIGHT + timedelta(hours=9)).exists()


@pytest.mark.parametrize("number", [1, 30])
def test_looking_for_mail_costs_the_same_when_nothing_is_due(number, routing, django_assert_num_queries):
    person = member("初审", email="team@example.com")
    for _each in range(number):
        send(now=MORNING)
    CaseMail.objects.update(next_try_at=MORNING + timedelta(hours=1))
    assert CaseMail.objects.filter(recipient=person).count() == number
    send_due(now=MORNING)
    with django_assert_num_queries(1):
        assert send_due(now=MORNING) == 0
