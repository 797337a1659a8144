"""The way of a case from the intake to the end, and what is refused on it (S-2.6, S-4.1 to S-4.3)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from interact.cases.choices import Complexity, DueKind, MailKind, Purpose, Result, State, Step
from interact.cases.services import handover, side_steps, steps
from interact.channels.records import Channel
from interact.following import services
from interact.models import Case, CaseMail
from tests.interact.submitting import SUBJECT, accepted, answered, name, replied, send
from unionsite.core.refusals import Refused

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 9, 28, 10, 30))


def test_s_2_6_from_the_intake_to_the_end(routing, team_member, second_member, answerer, canteen):
    case = send(now=NOW).case
    assert (case.state, case.due_kind, str(case.due_on)) == (State.RECEIVED, DueKind.ACKNOWLEDGE, "2026-09-29")
    case = accepted(case, team_member, canteen, now=NOW)
    assert (case.state, case.due_kind) == (State.ASSIGNED, DueKind.REPLY)
    assert str(case.due_on) == "2026-10-10"
    case = answered(case, answerer, now=NOW)
    assert case.state == State.ANSWERED
    case = replied(case, team_member, now=NOW)
    assert (case.state, case.was_on_time, case.due_kind) == (State.REPLIED, True, DueKind.CLOSE)
    case = steps.close(case_id=case.pk, actor=second_member, result=Result.SOLVED, now=NOW)
    assert (case.state, case.due_on, case.closed_on) == (State.CLOSED, None, NOW.date())
    case = services.rate(case_id=case.pk, satisfaction="good", now=NOW)
    assert [entry.step for entry in case.entries.all()] == [
        Step.SEND,
        Step.ACCEPT,
        Step.ANSWER,
        Step.REPLY,
        Step.CLOSE,
        Step.RATE,
    ]
    kinds = set(CaseMail.objects.values_list("recipient__username", "kind"))
    assert kinds == {
        *((name, MailKind.NEW) for name in ("team", "team-2")),
        ("canteen", MailKind.ASSIGNED),
        *((name, MailKind.ANSWERED) for name in ("team", "team-2")),
    }


def test_the_words_are_sealed(case):
    case = Case.objects.get(pk=case.pk)
    assert case.body["subject"] == SUBJECT
    assert SUBJECT.encode() not in bytes(case.sealed_body)


def test_the_same_form_twice_is_one_case(routing):
    first = send(receipt="ABCD-EFGH-JKMN-PQRS-TVWX", now=NOW)
    again = send(receipt="abcd efgh jkmn pqrs tvwx", now=NOW)
    assert (first.is_new, again.is_new, again.case.pk) == (True, False, first.case.pk)


def test_whoever_wrote_the_answer_does_not_pass_it(routing, team_member, case):
    accepted(case, team_member)
    answered(case, team_member)
    with pytest.raises(Refused, match="另一位同事"):
        replied(case, team_member)


def test_s_4_3_a_complex_case_begins_with_an_opinion_and_goes_on(
    routing, team_member, answerer, canteen, second_member
):
    case = send(now=NOW).case
    accepted(case, team_member, canteen, complexity=Complexity.COMPLEX, now=NOW)
    with pytest.raises(Refused, match="初步意见"):
        answered(case, answerer, purpose=Purpose.RESULT, now=NOW)
    answered(case, answerer, purpose=Purpose.OPINION, now=NOW)
    with pytest.raises(Refused, match="下次答复进展的日期"):
        replied(case, team_member, now=NOW)
    case = replied(case, team_member, promised_on=NOW.date() + timedelta(days=3), now=NOW)
    assert (case.state, case.due_kind, str(case.due_on)) == (State.FOLLOWING, DueKind.PROGRESS, "2026-09-30")
    with pytest.raises(Refused):
        steps.close(case_id=case.pk, actor=team_member, result=Result.SOLVED, now=NOW)
    answered(case, answerer, purpose=Purpose.RESULT, now=NOW)
    case = replied(case, team_member, now=NOW)
    assert case.state == State.REPLIED
    assert steps.close(case_id=case.pk, actor=team_member, result=Result.PARTLY, now=NOW).state == State.CLOSED


def test_extension_only_by_the_committee(routing, team_member, committee_member, canteen):
    case = accepted(send(now=NOW).case, team_member, canteen, now=NOW)
    with pytest.raises(Case.DoesNotExist):
        side_steps.extend(case_id=case.pk, actor=committee_member, days=10, words="情况复杂", now=NOW)
    side_steps.ask_extension(case_id=case.pk, actor=team_member, words="要等设备到货", now=NOW)
    with pytest.raises(Refused):
        side_steps.extend(case_id=case.pk, actor=team_member, days=10, words="情况复杂", now=NOW)
    with pytest.raises(Refused, match="1到30"):
        side_steps.extend(case_id=case.pk, actor=committee_member, days=31, words="情况复杂", now=NOW)
    case = side_steps.extend(case_id=case.pk, actor=committee_member, days=30, words="等设备到货", now=NOW)
    assert case.extended_days == 30
    assert case.entries.last().is_shown


def test_a_question_stops_the_clock_until_the_answer(routing, team_member, case):
    accepted(case, team_member)
    case = steps.ask(case_id=case.pk, actor=team_member, words="请问是哪个食堂？", pauses=True, now=NOW)
    assert (case.is_waiting, case.is_paused) == (True, True)
    case = services.supplement(case_id=case.pk, words="二号食堂。", now=NOW + timedelta(days=1))
    assert (case.is_waiting, case.is_paused) == (False, False)


def test_reopened_it_owes_everything_again(routing, team_member, answerer, canteen, case):
    accepted(case, team_member, canteen)
    answered(case, answerer)
    replied(case, team_member)
    case = services.reopen(case_id=case.pk, words="还是没有改", now=timezone.localtime())
    assert (case.state, case.due_kind, case.was_on_time) == (State.RECEIVED, DueKind.ACKNOWLEDGE, True)


def test_a_merged_case_reads_the_reply_of_the_other(routing, team_member, answerer, canteen, case):
    other = send().case
    merged = side_steps.merge(case_id=other.pk, into_id=case.pk, actor=team_member, now=timezone.localtime())
    assert merged.state == State.MERGED
    accepted(case, team_member, canteen)
    answered(case, answerer)
    replied(case, team_member, words="统一答复如下：已延长。")
    entry = other.entries.last()
    assert (entry.step, entry.words_with(merged.vault)) == (Step.REPLY, "统一答复如下：已延长。")


def test_who_was_slower_is_told(routing, team_member, case):
    seen = case.version
    accepted(case, team_member)
    with pytest.raises(Refused, match="新的办理记录"):
        steps.ask(case_id=case.pk, actor=team_member, words="请问是哪个食堂？", seen=seen, now=NOW)


def test_erased_nothing_can_be_read(case):
    services.erase(case_id=case.pk, now=NOW)
    case = Case.objects.get(pk=case.pk)
    assert case.is_destroyed
    assert (case.state, case.sealed_body, case.receipt_digest) == (State.WITHDRAWN, None, None)


class TestByName:
    def test_only_its_handler_sees_a_report(self, report_handler, team_member, committee_member, admin_user):
        case = send(Channel.REPORT).case
        assert list(Case.objects.visible_to(report_handler)) == [case]
        for other in (team_member, committee_member, admin_user):
            assert not Case.objects.visible_to(other).exists()

    def test_t69_an_accused_handler_does_not_see_it(self, routing, report_handler, committee_member):
        case = send(Channel.REPORT, body={"subject": "违规", "text": "详情", "people": "陆办理、某某"}).case
        assert not Case.objects.visible_to(report_handler).exists()
        assert CaseMail.objects.get().kind == MailKind.NOBODY
        with pytest.raises(Refused, match="回避"):
            handover.propose_for_orphan(
                case_id=case.pk, actor=committee_member, user=report_handler, words="没有别人", now=NOW
            )

    def test_t70_a_removed_handler_does_nothing_more(self, report_handler):
        from tests.conftest import member

        case = send(Channel.REPORT).case
        other = member("举报办理", username="reports-2", name="宋办理")
        name(case, other)
        case.handler_rows.filter(user=report_handler).delete()
        with pytest.raises(Case.DoesNotExist):
            steps.add_note(case_id=case.pk, actor=report_handler, now=NOW, words="还想写一句")

    def test_its_minute_is_not_kept(self, report_handler):
        case = send(Channel.REPORT, now=NOW).case
        assert case.received_at == NOW.replace(hour=0, minute=0)
        assert case.entries.get().at == case.received_at
