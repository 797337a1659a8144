"""Reminders: each rung once, to whoever must act, in working hours (G8, T85); due dates that follow the calendar."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from interact.cases import tasks
from interact.cases.choices import Complexity, DueKind, Ladder, MailKind, Party, Purpose, Step
from interact.cases.services import side_steps, steps
from interact.cases.services.mails import send_due
from interact.cases.services.reminders import due_reminders, remind
from interact.cases.services.upkeep import recount_open_cases
from interact.channels.records import Channel
from interact.models import Case, CaseEntry, CaseHandler, CaseMail, CaseNotice, FeedbackSettings
from tests.conftest import member
from tests.interact.submitting import SUBJECT, accepted, answered, name, replied, send
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.models import WorkdayOverride
from unionsite.core.workdays import DayKind

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, hour))


# Monday. A general case that comes in then is due on Monday the 18th (5 working days; Saturday the 9th was worked).
CAME = at(5, 11)
DUE = date(2026, 5, 18)


def told() -> list[tuple[str, str]]:
    rows = CaseMail.objects.filter(kind__in=[MailKind.REMIND, MailKind.CHASE, MailKind.OVERDUE])
    return sorted(rows.values_list("kind", "recipient__username"))


@pytest.fixture
def with_canteen(routing, team_member, answerer, canteen, committee_member):
    """A general case that lies with a department since the day it came."""
    return accepted(send(now=CAME).case, team_member, canteen, now=CAME)


def test_the_ladder_of_a_case(with_canteen):
    assert with_canteen.due_on == DUE
    seen = []
    for days in range(16):
        now = CAME + timedelta(days=days)
        if remind(now=now):
            seen.append((now.date(), CaseNotice.objects.latest("sent_at").rung))
    assert seen == [
        (date(2026, 5, 15), Ladder.REMIND),
        (date(2026, 5, 19), Ladder.CHASE),
        (date(2026, 5, 25), Ladder.COMMITTEE),
    ]
    assert told() == [
        ("chase", "canteen"),
        ("chase", "team"),
        ("overdue", "committee"),
        ("remind", "canteen"),
    ]
    reminders = CaseMail.objects.filter(kind__in=["remind", "chase", "overdue"])
    assert set(reminders.values_list("in_working_hours", flat=True)) == {True}


def test_t85_a_second_run_tells_nobody_again(with_canteen):
    now = at(5, 15)
    assert remind(now=now) == 1
    for minutes in (0, 10, 20, 600):
        assert remind(now=now + timedelta(minutes=minutes)) == 0
    assert told() == [("remind", "canteen")]


def test_t85_a_late_run_tells_of_the_highest_rung_alone(with_canteen):
    assert remind(now=at(6, 1)) == 1
    assert told() == [("overdue", "committee")]
    assert remind(now=at(6, 2)) == 0


def test_t85_the_reminder_says_nothing_of_the_case(with_canteen):
    CaseMail.objects.all().delete()
    remind(now=at(5, 15))
    assert send_due(now=at(5, 15)) == 1
    (message,) = mail.outbox
    assert message.subject == f"有职工诉求快到期，请抓紧办理（{with_canteen.number}）"
    assert SUBJECT not in message.body
    assert "后勤" not in message.body


def test_the_team_is_reminded_of_what_lies_with_it(routing, team_member, answerer, canteen):
    answered(accepted(send(now=CAME).case, team_member, canteen, now=CAME), answerer, now=CAME)
    accepted(send(now=CAME).case, team_member, now=CAME)
    remind(now=at(5, 15))
    assert told() == [("remind", "team")] * 2


def test_nobody_is_reminded_of_the_receipt_on_the_day_itself(case, team_member):
    now = timezone.localtime()
    assert remind(now=now) == 0


def test_who_did_not_take_it_up_is_chased(routing, team_member):
    send(now=CAME)
    assert remind(now=CAME + timedelta(hours=3)) == 0
    assert remind(now=at(5, 12)) == 1, "due today"
    assert remind(now=at(5, 13)) == 1
    assert told() == [("chase", "team"), ("remind", "team")]


def test_what_waits_or_has_ended_reminds_nobody(with_canteen, team_member, answerer):
    side_steps.pause(case_id=with_canteen.pk, actor=team_member, words="等待供应商报价。", now=CAME)
    assert remind(now=at(7, 1)) == 0
    side_steps.resume(case_id=with_canteen.pk, actor=team_member, words="", now=CAME)
    replied(answered(with_canteen, answerer, now=CAME), team_member, now=CAME)
    steps.close(case_id=with_canteen.pk, actor=team_member, result="solved", now=CAME)
    assert remind(now=at(12, 1)) == 0


def test_a_new_due_date_has_a_ladder_of_its_own(with_canteen, team_member, answerer):
    remind(now=at(5, 15))
    replied(answered(with_canteen, answerer, now=at(5, 15)), team_member, now=at(5, 15))
    case = Case.objects.get()
    assert case.due_kind == DueKind.CLOSE
    assert remind(now=at(5, 20)) == 0
    assert remind(now=timezone.make_aware(datetime.combine(case.due_on, CAME.time()))) == 1
    assert told() == [("remind", "canteen"), ("remind", "team")]


@pytest.mark.usefixtures("mails_alone")
def test_of_a_report_the_committee_learns_the_number_and_nothing_else(routing, report_handler, committee_member):
    case = send(Channel.REPORT, now=CAME).case
    remind(now=at(6, 1))
    assert told() == [("overdue", "committee")]
    CaseMail.objects.exclude(kind=MailKind.OVERDUE).delete()
    assert send_due(now=at(6, 1)) == 1
    (message,) = mail.outbox
    assert case.number in message.subject
    assert f"/cases/{case.pk}/" not in message.body
    assert not Case.objects.visible_to(committee_member).exists()


def test_t69_who_is_kept_out_is_not_told(routing, report_handler, committee_member):
    case = send(Channel.REPORT, body={"subject": "甲", "text": "乙", "people": "郑委员"}, now=CAME).case
    other = member("终审", username="committee-2", email="committee-2@example.com")
    remind(now=at(6, 1))
    assert told() == [("overdue", other.username)]
    assert case.kept_out.people == (committee_member.pk,)


def test_the_numbers_of_the_case_count_not_those_of_today(with_canteen):
    FeedbackSettings.objects.update(remind_before=4)
    assert remind(now=at(5, 13)) == 0


def test_a_complex_case_is_reminded_of_its_progress(routing, team_member, answerer, canteen):
    case = accepted(send(now=CAME).case, team_member, canteen, complexity=Complexity.COMPLEX, now=CAME)
    answered(case, answerer, purpose=Purpose.OPINION, now=CAME)
    replied(case, team_member, promised_on=date(2026, 5, 20), now=CAME)
    assert remind(now=at(5, 19)) == 1
    assert CaseNotice.objects.get().kind == DueKind.PROGRESS
    assert told() == [("remind", "canteen")]


@pytest.mark.parametrize("number", [1, 25])
def test_cases_that_need_nothing_cost_nothing(number, routing, team_member, canteen, django_assert_num_queries):
    for _each in range(number):
        accepted(send(now=CAME).case, team_member, canteen, now=CAME)
    remind(now=CAME)
    with django_assert_num_queries(2):
        assert remind(now=CAME) == 0
    assert due_reminders(now=at(5, 15))[0].rung == Ladder.REMIND


# --- Daily ---


def test_cases_that_nobody_sees_are_given_to_the_committee_once(routing, report_handler, committee_member):
    case = send(Channel.REPORT).case
    case.handler_rows.all().delete()
    CaseMail.objects.all().delete()
    tasks.care_for_cases()
    tasks.care_for_cases()
    assert list(CaseMail.objects.values_list("kind", "recipient__username")) == [("nobody", "committee")]


def test_due_dates_move_while_the_clock_stands(with_canteen, team_member):
    side_steps.pause(case_id=with_canteen.pk, actor=team_member, words="等待供应商报价。", now=CAME)
    recount_open_cases(now=at(5, 13), is_paused_only=True)
    assert Case.objects.get().due_on == DUE + timedelta(days=2)
    assert not AuditEntry.objects.filter(action=Action.CASES_RECOUNTED).exists()


def test_each_day_paused_cases_move_without_a_row(with_canteen, team_member, time_machine):
    side_steps.pause(case_id=with_canteen.pk, actor=team_member, words="等待供应商报价。", now=CAME)
    for day in (12, 13, 14):
        time_machine.move_to(at(5, day))
        tasks.care_for_cases()
    assert Case.objects.get().due_on == date(2026, 5, 21)
    assert not CaseEntry.objects.filter(step=Step.RECOUNT).exists()


def test_each_day_what_the_calendar_changed_without_a_signal_is_found(with_canteen, time_machine):
    Case.objects.update(due_on=date(2026, 5, 17))
    time_machine.move_to(at(5, 12))
    tasks.care_for_cases()
    tasks.care_for_cases()
    assert Case.objects.get().due_on == DUE
    assert CaseEntry.objects.filter(step=Step.RECOUNT).count() == 1


# --- The calendar ---


def test_g7_a_change_of_the_calendar_moves_due_dates_on_record(with_canteen, django_capture_on_commit_callbacks):
    assert with_canteen.due_on == DUE
    with django_capture_on_commit_callbacks(execute=True):
        WorkdayOverride.objects.create(date=date(2026, 5, 14), kind=DayKind.REST, name="停产检修")
    case = Case.objects.get()
    assert case.due_on == date(2026, 5, 19)
    entry = CaseEntry.objects.get(step=Step.RECOUNT)
    assert entry.detail == {"from": "2026-05-18", "to": "2026-05-19"}
    assert entry.is_shown
    assert AuditEntry.objects.filter(action=Action.CASES_RECOUNTED).count() == 1
    tasks.count_cases_anew.call()
    assert CaseEntry.objects.filter(step=Step.RECOUNT).count() == 1
    assert AuditEntry.objects.filter(action=Action.CASES_RECOUNTED).count() == 1


def test_g7_taking_the_change_back_moves_them_back(with_canteen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        day = WorkdayOverride.objects.create(date=date(2026, 5, 14), kind=DayKind.REST, name="停产检修")
    with django_capture_on_commit_callbacks(execute=True):
        day.delete()
    assert Case.objects.get().due_on == DUE
    assert CaseEntry.objects.filter(step=Step.RECOUNT).count() == 2


def test_a_named_department_is_reminded_of_a_letter(routing, committee_member, answerer):
    routing["letter"].handlers.add(committee_member)
    case = send(Channel.LETTER, contact={"name": "孙小满"}, now=CAME).case
    accepted(case, committee_member, now=CAME)
    name(case, answerer, Party.DEPARTMENT)
    assert CaseHandler.objects.count() == 2
    remind(now=at(5, 15))
    assert told() == [("remind", "canteen")]
