"""Nobody takes a case over: who reads it changes by two people of two offices, after a time, and the reporter may
object (T62, T69, T70)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interact.cases.choices import MailKind, Party, Step
from interact.cases.services import handover
from interact.cases.services.mails import send_due
from interact.channels.records import Channel
from interact.models import CaseEntry, CaseHandler, CaseMail, ChannelRouting
from tests.accounts.second_factor.signing_in import staff, superuser
from tests.clients import signed_in
from tests.conftest import member
from tests.interact.desk.looking import DESK, address, agree, fresh, page, pass_the_time, take
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, name, send
from unionsite.accounts.changes import services
from unionsite.accounts.choices import Role
from unionsite.accounts.models import PendingChange, User
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
RECEIPT = "ABCD-EFGH-JKMN-PQRS-TVWX"
CASE, OBJECT = "/feedback/case/", "/feedback/case/object/"
REASON = "人手不够，需要一起办理"
NOW = timezone.make_aware(datetime(2026, 9, 28, 10, 30))


@pytest.fixture(autouse=True)
def clock(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(db):
    return member("安全管理员", username="officer", name="安全员", email="officer@example.com")


@pytest.fixture(params=[Channel.REPORT, Channel.LETTER])
def case(request, routing, report_handler):
    routing["letter"].handlers.add(report_handler)
    return send(request.param, receipt=RECEIPT, contact=CONTACT).case


@pytest.fixture
def reporter(case):
    client = Client()
    assert client.post("/feedback/", {"receipt": RECEIPT})["Location"] == CASE
    return client


def reads(user, case) -> bool:
    return signed_in(user).get(address(case)).status_code == 200


def propose(desk, case, user, party="team"):
    return take(desk, case, Step.NAME_HANDLER, user=user.pk, party=party, words=REASON)


def proposal() -> PendingChange:
    return PendingChange.objects.latest("pk")


# --- Naming ---


@pytest.mark.parametrize("party", ["team", "department", "committee"])
@pytest.mark.parametrize("second", ["committee", "officer"])
def test_t69_another_reads_it_when_a_second_office_has_agreed_and_the_time_has_passed(
    case, report_desk, second_handler, committee_member, officer, second, party
):
    assert propose(report_desk, case, second_handler, party).status_code == 302
    assert not reads(second_handler, case)
    agree(report_desk.get("/admin/").wsgi_request.user)
    assert proposal().state == "proposed", "not by the proposer"
    agree({"committee": committee_member, "officer": officer}[second])
    assert proposal().state == "waiting"
    services.carry_out_due(now=NOW + timedelta(days=1))
    assert not reads(second_handler, case)
    pass_the_time()
    assert reads(second_handler, case)
    assert CaseHandler.objects.get(user=second_handler).party == party
    assert CaseMail.objects.filter(kind=MailKind.NAMED, recipient=second_handler).exists()


@pytest.mark.parametrize("role", ["系统管理员", "审计员", "初审", "举报办理", "superuser"])
def test_t69_no_other_office_agrees(case, report_desk, second_handler, role):
    propose(report_desk, case, second_handler)
    other = superuser(username="other") if role == "superuser" else staff(role, username="other")
    agree(other)
    assert proposal().state == "proposed"


def test_t69_nobody_names_themselves(case, report_desk, report_handler, second_handler, committee_member, officer):
    assert "请选择" in propose(report_desk, case, report_handler).text
    committee_member.groups.add(second_handler.groups.get())
    report_handler.is_active = False
    report_handler.save()
    client = signed_in(committee_member)
    form = page(client, f"{DESK}orphans/{case.pk}/")
    assert "郑委员" not in form.split("<form")[-1]
    client.post(f"{DESK}orphans/{case.pk}/", {"user": committee_member.pk, "words": REASON})
    assert not PendingChange.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseHandler.objects.create(case=case, user=officer, party=Party.TEAM, added_on=NOW.date(), added_by=officer)


def test_t69_whoever_is_named_does_not_agree(case, report_desk, committee_member):
    propose(report_desk, case, committee_member, "committee")
    agree(committee_member)
    assert proposal().state == "proposed"
    assert not reads(committee_member, case)


def test_t69_of_a_case_one_is_kept_out_of_no_proposal_is_seen(routing, report_handler, report_desk, second_handler):
    accused = member("终审", username="accused", name="被反映的委员", email="accused@example.com")
    other = member("终审", username="other-committee", name="另一委员")
    case = send(Channel.REPORT, body={"subject": SUBJECT, "text": TEXT, "people": "被反映的委员"}).case
    propose(report_desk, case, second_handler)
    number = proposal().pk
    client = signed_in(accused)
    assert "指定办理人" not in page(client, "/admin/changes/")
    assert client.get(f"/admin/changes/{number}/").status_code == 404
    assert client.post(f"/admin/changes/{number}/", {"action": "approve"}).status_code == 404
    shown = page(signed_in(other), f"/admin/changes/{number}/")
    assert case.number in shown
    assert SUBJECT not in shown
    assert REASON not in shown


# --- Removing ---


def test_t70_a_handler_goes_by_two_and_after_the_time(case, report_desk, second_handler, committee_member):
    name(case, second_handler)
    take(report_desk, case, Step.REMOVE_HANDLER, user=second_handler.pk, words="工作有调整")
    change = proposal()
    assert change.subject is None, "who is to go stands in no column"
    assert str(second_handler.pk) not in change.payload.values()
    entry = CaseEntry.objects.get(step=Step.REMOVE_HANDLER)
    assert entry.detail == {}
    assert entry.words_with(fresh(case).vault) == "工作有调整"
    assert reads(second_handler, case)
    assert signed_in(second_handler).get(f"/admin/changes/{change.pk}/").status_code == 404
    agree(committee_member)
    assert reads(second_handler, case)
    pass_the_time()
    assert not reads(second_handler, case)


def test_t69_nobody_is_sent_away_by_keeping_them_out(case, report_desk, second_handler):
    name(case, second_handler)
    refused = take(report_desk, case, Step.KEEP_OUT, people=[second_handler.pk], words="本人被反映")
    assert "请先“取消办理人”" in refused.text
    assert reads(second_handler, case)


# --- The reporter ---


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_reporter_sees_it_and_stops_it(
    case, reporter, report_desk, report_handler, second_handler, committee_member, officer, prefix
):
    assert "办理人将有变更" not in reporter.get(CASE).text
    propose(report_desk, case, second_handler)
    assert "办理人将有变更" not in reporter.get(CASE).text
    agree(committee_member)
    shown = reporter.get(CASE).text
    assert "办理人将有变更" in shown
    assert "9月30日起增加一位办理人" in shown
    assert "宋办理" not in shown
    assert REASON not in shown
    entries = AuditEntry.objects.count()
    refused = reporter.post(f"{prefix}{OBJECT}", {"words": ""})
    assert refused.status_code == 200
    assert proposal().state == "waiting"

    done = reporter.post(f"{prefix}{OBJECT}", {"words": "此人与被反映的人是亲戚"})

    assert done.status_code == 303
    assert proposal().state == "stopped"
    assert AuditEntry.objects.count() == entries, "an entry would keep the address"
    assert "异议已收到" in reporter.get(f"{CASE}?done=object").text
    pass_the_time()
    assert not reads(second_handler, case)
    told = set(CaseMail.objects.filter(kind=MailKind.OBJECTED).values_list("recipient__username", flat=True))
    assert told == {"committee", "reports"}
    send_due(now=timezone.localtime())
    assert CaseMail.objects.filter(kind=MailKind.OBJECTED, sent_at__isnull=False).count() == 2
    assert "此人与被反映的人是亲戚" in page(report_desk, address(case))


def test_the_reporter_reads_that_it_changed(case, reporter, report_desk, second_handler, committee_member):
    propose(report_desk, case, second_handler)
    agree(committee_member)
    pass_the_time()
    shown = reporter.get(CASE).text
    assert "办理人已变更" in shown
    assert "提出异议</button>" not in shown
    late = reporter.post(OBJECT, {"words": "此人与被反映的人是亲戚"})
    assert late.status_code == 409
    assert reads(second_handler, case)


def test_what_was_refused_the_reporter_does_not_hear_of(case, reporter, report_desk, second_handler, committee_member):
    propose(report_desk, case, second_handler)
    data = {"action": "refuse", "answer": "现在的人手够"}
    signed_in(committee_member).post(f"/admin/changes/{proposal().pk}/", data)
    assert proposal().state == "refused"
    assert "变更" not in reporter.get(CASE).text


# --- Leaving a case without anybody ---


def switch_off(client, user):
    data = {"username": user.username, "name": user.name, "email": user.email, "password1": "", "password2": ""}
    data["groups"] = list(user.groups.values_list("pk", flat=True))
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)


@pytest.mark.parametrize("role", ["系统管理员", "superuser"])
def test_t69_the_only_handler_is_switched_off_by_two_and_the_reporter_hears_of_it(
    case, reporter, report_handler, committee_member, officer, role
):
    maker = superuser(username="maker") if role == "superuser" else staff(role, username="maker")
    client = signed_in(maker)
    assert switch_off(client, report_handler).status_code == 302
    assert User.objects.get(pk=report_handler.pk).is_active
    agree(committee_member)
    assert proposal().state == "proposed"
    agree(officer)
    assert User.objects.get(pk=report_handler.pk).is_active
    assert "现在的办理人离开" in reporter.get(CASE).text
    reporter.post(OBJECT, {"words": "我信任现在的办理人"})
    pass_the_time()
    assert User.objects.get(pk=report_handler.pk).is_active
    switch_off(client, report_handler)
    agree(officer)
    pass_the_time()
    assert not User.objects.get(pk=report_handler.pk).is_active
    assert page(signed_in(committee_member), f"{DESK}orphans/").count(case.number) == 1


def test_t69_no_other_way_leaves_a_case_alone(case, report_handler, officer):
    client = signed_in(superuser(username="boss"))
    bulk = f"/admin/bulk/accounts/user/{{}}/?id={report_handler.pk}&next=/admin/users/"
    client.post(bulk.format("set_active_state"), {"mark_as_active": "False"})
    client.post(bulk.format("delete"))
    client.post(reverse("wagtailusers_users:delete", args=[report_handler.pk]))
    data = {"username": "reports", "name": "陆办理", "email": "reports@example.com", "is_active": "on"}
    data |= {"password1": "", "password2": "", "groups": [member("编辑").groups.get().pk]}
    answer = client.post(reverse("wagtailusers_users:edit", args=[report_handler.pk]), data)
    assert "不能取消角色" in answer.text
    report_handler = User.objects.get(pk=report_handler.pk)
    assert (report_handler.is_active, report_handler.has_role(Role.REPORTS)) == (True, True)
    assert reads(report_handler, case)


def test_t69_an_administrator_and_a_committee_member_do_not_read_a_report(
    routing, report_handler, committee_member, officer
):
    """As it was done: the role given, the only handler switched off, the case named to oneself. None is in force."""
    case = send(Channel.REPORT).case
    administrator = signed_in(staff("系统管理员", username="administrator"))
    report_role = report_handler.groups.get()
    data = {"username": "committee", "name": "郑委员", "email": "committee@example.com", "is_active": "on"}
    data |= {"password1": "", "password2": "", "groups": [committee_member.groups.get().pk, report_role.pk]}
    administrator.post(reverse("wagtailusers_users:edit", args=[committee_member.pk]), data)
    switch_off(administrator, report_handler)
    signed_in(committee_member).post(f"{DESK}orphans/{case.pk}/", {"user": committee_member.pk, "words": REASON})
    pass_the_time(30)
    assert not committee_member.groups.filter(pk=report_role.pk).exists()
    assert User.objects.get(pk=report_handler.pk).is_active
    assert not reads(User.objects.get(pk=committee_member.pk), case)


def test_an_account_just_made_or_recovered_reads_no_case_by_name(case, report_handler):
    assert reads(report_handler, case)
    User.objects.filter(pk=report_handler.pk).update(acts_from=NOW.date() + timedelta(days=1))
    assert not reads(User.objects.get(pk=report_handler.pk), case)
    assert send(Channel.REPORT).case.handler_rows.count() == 0


# --- Channels ---


def test_who_gets_new_reports_is_changed_by_two(routing, report_handler, second_handler, committee_member):
    administrator = staff("系统管理员", username="administrator")
    row = routing["report"]
    client = signed_in(administrator)
    sent = {"is_open": "on", "department": "", "handlers": [second_handler.pk]}
    client.post(f"{DESK}routing/{row.pk}/", sent)
    agree(second_handler)
    assert list(ChannelRouting.objects.get(pk=row.pk).handlers.all()) == [report_handler]
    agree(committee_member)
    assert list(ChannelRouting.objects.get(pk=row.pk).handlers.all()) == [report_handler]
    pass_the_time()
    assert list(ChannelRouting.objects.get(pk=row.pk).handlers.all()) == [second_handler]


# --- What stands where ---


def test_t63_mails_and_log_name_nobody(
    case, report_desk, second_handler, committee_member, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        propose(report_desk, case, second_handler)
    with django_capture_on_commit_callbacks(execute=True):
        agree(committee_member)
    texts = [f"{message.subject}{message.body}" for message in mailoutbox]
    assert texts
    for text in texts:
        for word in ("宋办理", REASON, case.number, SUBJECT):
            assert word not in text
    for entry in AuditEntry.objects.filter(action__startswith="change_"):
        assert "宋办理" not in f"{entry.detail}{entry.reason}{entry.subject_label}"
        assert case.number not in entry.subject_label
    words = CaseEntry.objects.get(step=Step.NAME_HANDLER).words_with(fresh(case).vault)
    assert words == REASON


def test_a_proposal_about_an_erased_case_comes_to_nothing(
    case, reporter, report_desk, second_handler, committee_member
):
    name(case, second_handler)
    take(report_desk, case, Step.REMOVE_HANDLER, user=second_handler.pk, words="工作有调整")
    agree(committee_member)
    reporter.post("/feedback/case/erase/", {"is_sure": "on"})
    assert fresh(case).is_destroyed
    pass_the_time()
    assert proposal().state == "failed"


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_with_few_and_with_many_proposals(
    routing, report_handler, second_handler, committee_member, django_assert_num_queries, number
):
    for _number in range(number):
        handover.propose_handler(
            case_id=send(Channel.REPORT).case.pk,
            actor=report_handler,
            user=second_handler,
            party=Party.TEAM,
            words=REASON,
            now=timezone.localtime(),
        )
    client = signed_in(committee_member)
    page(client, "/admin/changes/")
    with django_assert_num_queries(16):
        answer = client.get("/admin/changes/")
    assert len(answer.context["mine"]) == number
