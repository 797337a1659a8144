"""What is kept how long: names, words, files; twice, broken off in the middle, on hold, dry (T83, T84)."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from interact.attachments.checking import CleanFile
from interact.attachments.choices import FileKind
from interact.cases import receipts
from interact.cases.choices import MailKind, Party, Step
from interact.cases.services import side_steps, steps
from interact.channels.records import Channel
from interact.following import services
from interact.models import Case, CaseEntry, CaseFile, CaseMail, FeedbackSettings
from interact.retention.services import plan, purge, sweep_strays
from interact.storage import case_storage
from tests.conftest import member
from tests.interact.submitting import CONTACT, SUBJECT, TEXT, accepted, answered, replied, send
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
CAME = timezone.make_aware(datetime(2026, 5, 11, 9))
LAST = date(2029, 5, 11)  # of the words


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def on(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 8))


def after(days: int) -> datetime:
    return CAME + timedelta(days=days)


def purge_each_day(first: date, last: date) -> None:
    """As the job does; it may not have run on days between that nothing falls on."""
    day = first
    while day <= last:
        purge(now=on(day))
        day += timedelta(days=1)


def file(content=b"picture") -> CleanFile:
    return CleanFile(name="食堂.txt", kind=FileKind.TEXT, content=content, content_type="text/plain")


@pytest.fixture
def closed(routing, team_member, answerer, canteen):
    """Closed on the day it came, with a name, a file and a history."""
    case = accepted(send(contact=CONTACT, files=[file()], now=CAME).case, team_member, canteen, now=CAME)
    replied(answered(case, answerer, now=CAME), team_member, now=CAME)
    case = steps.close(case_id=case.pk, actor=team_member, result="solved", now=CAME)
    CaseMail.objects.all().delete()
    return Case.objects.get(pk=case.pk)


def declined(team_member, **values) -> Case:
    case = send(now=CAME, **values).case
    return steps.decline(case_id=case.pk, actor=team_member, words="不属于工会的职责。", now=CAME)


def files_on_disk() -> list[Path]:
    return [path for path in Path(case_storage().location).rglob("*") if path.is_file()]


def purge_rows():
    return AuditEntry.objects.filter(action=Action.CASES_PURGED)


# --- The way of a case ---


def test_t83_first_the_name_goes_then_all_but_the_figures(closed, disk):
    receipt_digest = closed.receipt_digest
    assert receipt_digest
    purge(now=after(180))
    assert Case.objects.get().sealed_contact, "the last day is still kept"
    purge(now=after(181))
    case = Case.objects.get()
    assert case.sealed_contact is None
    assert case.body["text"] == TEXT

    purge_each_day(date(2029, 4, 20), LAST)
    assert Case.objects.get().body["text"] == TEXT
    purge(now=on(LAST + timedelta(days=1)))
    case = Case.objects.get()
    assert (case.sealed_key, case.sealed_body, case.sealed_contact, case.receipt_digest) == ("", None, None, None)
    assert (case.state, case.result, case.satisfaction, case.was_on_time) == ("closed", "solved", "", True)
    assert not CaseFile.objects.exists()
    assert not CaseEntry.objects.exclude(sealed_words=None).exists()
    assert CaseEntry.objects.filter(step=Step.CLOSE).exists(), "who did what when stays"


def test_t83_the_receipt_leads_nowhere_and_the_files_are_gone(
    routing, team_member, disk, django_capture_on_commit_callbacks
):
    receipt = receipts.new_receipt()
    case = send(receipt=receipt, files=[file()], now=CAME).case
    steps.decline(case_id=case.pk, actor=team_member, words="不属于工会的职责。", now=CAME)
    assert services.find(receipt)
    assert len(files_on_disk()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        purge_each_day(date(2026, 5, 25), date(2026, 6, 11))
    assert services.find(receipt) is None
    assert files_on_disk() == []


def test_who_was_declined_is_kept_for_days_only(routing, team_member):
    declined(team_member, contact=CONTACT)
    purge_each_day(date(2026, 5, 11), date(2026, 6, 10))
    assert not Case.objects.get().is_destroyed
    purge(now=on(date(2026, 6, 11)))
    assert Case.objects.get().is_destroyed


def test_handlers_are_warned_once_before(closed, team_member, second_member):
    purge(now=on(LAST - timedelta(days=14)))
    assert not CaseMail.objects.exists()
    for days in (13, 12, 1, 0):
        purge(now=on(LAST - timedelta(days=days)))
    rows = CaseMail.objects.values_list("kind", "recipient__username")
    assert sorted(rows) == [("purge", "team"), ("purge", "team-2")]


def test_what_nobody_was_warned_of_is_put_off(closed):
    late = LAST + timedelta(days=100)
    assert purge(now=on(late)).warned == 1
    assert not Case.objects.get().is_destroyed
    purge(now=on(late + timedelta(days=13)))
    assert not Case.objects.get().is_destroyed
    assert purge(now=on(late + timedelta(days=14))).destroyed == 1


@pytest.mark.usefixtures("mails_alone")
def test_where_nobody_can_be_warned_nothing_waits(closed, team_member):
    team_member.email = ""
    team_member.save()
    purge(now=on(LAST))
    assert not Case.objects.get().is_destroyed
    assert purge(now=on(LAST + timedelta(days=1))).destroyed == 1


def test_a_report_warns_its_handlers_alone(routing, report_handler, team_member):
    case = send(Channel.REPORT, now=CAME).case
    steps.decline(case_id=case.pk, actor=report_handler, words="不属于工会的职责。", now=CAME)
    CaseMail.objects.all().delete()
    purge(now=on(date(2026, 5, 30)))
    assert list(CaseMail.objects.values_list("recipient__username", flat=True)) == ["reports"]


def test_t84_a_second_run_does_nothing(closed):
    purge_each_day(date(2029, 4, 28), LAST + timedelta(days=1))
    version, rows = Case.objects.get().version, purge_rows().count()
    done = purge(now=on(LAST + timedelta(days=1)))
    assert (done.warned, done.forgotten, done.destroyed, done.strays) == (0, 0, 0, 0)
    assert Case.objects.get().version == version
    assert purge_rows().count() == rows


def test_t84_one_row_of_the_log_says_how_many(routing, team_member):
    for _each in range(3):
        declined(team_member, contact=CONTACT)
    purge(now=on(date(2026, 5, 28)))
    assert not purge_rows().exists(), "a warning is no purge"
    purge(now=on(date(2026, 6, 11)))
    assert purge_rows().get().detail == {"forgotten": 0, "destroyed": 3, "strays": 0}


def test_t84_what_is_on_hold_stays(closed, team_member):
    side_steps.put_on_hold(case_id=closed.pk, actor=team_member, words="劳动仲裁需要。", now=after(10))
    purge_each_day(date(2029, 5, 20), date(2029, 6, 20))
    case = Case.objects.get()
    assert case.open_contact() == {key: value for key, value in CONTACT.items() if value}
    side_steps.lift_hold(case_id=closed.pk, actor=team_member, words="仲裁已经结束。", now=on(date(2029, 6, 21)))
    purge_each_day(date(2029, 6, 21), date(2029, 7, 6))
    assert Case.objects.get().is_destroyed


def test_t84_put_on_hold_between_looking_and_doing(closed):
    purge_each_day(date(2029, 4, 28), LAST)

    def hold_it(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "sealed_body" in sql:
            raise AssertionError("destroyed while on hold")
        return execute(sql, params, many, context)

    now = on(LAST + timedelta(days=1))
    assert [item.case_id for item in plan(now=now).destroy] == [closed.pk]
    Case.objects.update(is_on_hold=True)
    with connection.execute_wrapper(hold_it):
        assert purge(now=now).destroyed == 0


def test_t84_open_cases_stay_however_old(routing, team_member, answerer, canteen):
    case = accepted(send(contact=CONTACT, now=CAME).case, team_member, canteen, now=CAME)
    replied(answered(case, answerer, now=CAME), team_member, now=CAME)
    done = purge(now=on(date(2036, 5, 12)))
    assert (done.warned, done.forgotten, done.destroyed) == (0, 0, 0)


def test_merged_cases_go_with_their_main_case(routing, team_member, answerer, canteen):
    main = accepted(send(now=CAME).case, team_member, canteen, now=CAME)
    child = send(contact=CONTACT, now=CAME).case
    side_steps.merge(case_id=child.pk, into_id=main.pk, actor=team_member, now=CAME)
    purge(now=after(400))
    assert Case.objects.get(pk=child.pk).sealed_contact, "the main case is open"
    replied(answered(main, answerer, now=after(400)), team_member, now=after(400))
    steps.close(case_id=main.pk, actor=team_member, result="solved", now=after(400))
    purge(now=after(581))
    assert not Case.objects.get(pk=child.pk).sealed_contact


class Broken(Exception):
    pass


def test_t84_a_crash_in_the_middle_leaves_every_case_whole_or_gone(routing, team_member):
    for _each in range(4):
        declined(team_member, files=[file()])
    purge(now=on(date(2026, 5, 28)))
    now, done = on(date(2026, 6, 11)), []

    def third_breaks(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and '"sealed_body"' in sql:
            done.append(sql)
            if len(done) == 3:
                raise Broken
        return execute(sql, params, many, context)

    with connection.execute_wrapper(third_breaks), pytest.raises(Broken):
        purge(now=now)
    assert [case.is_destroyed for case in Case.objects.order_by("pk")] == [True, True, False, False]
    third = Case.objects.order_by("pk")[2]
    assert third.body["subject"] == SUBJECT
    assert third.receipt_digest
    assert third.files.count() == 1
    assert purge(now=now).destroyed == 2
    assert all(case.is_destroyed for case in Case.objects.all())


def test_t84_files_without_a_row_are_swept(closed, disk):
    stray = Path(case_storage().location) / "ab" / "abcdef.bin"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"left by a crash")
    now = timezone.localtime()
    assert sweep_strays(now=now) == 0, "it may belong to a sending that is not stored yet"
    assert sweep_strays(now=now + timedelta(days=2)) == 1
    assert not stray.exists()
    assert len(files_on_disk()) == 1
    assert CaseFile.objects.get().file.storage.exists(CaseFile.objects.get().file.name)


def test_without_a_folder_there_is_nothing_to_sweep(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "nothing"
    assert sweep_strays(now=timezone.localtime()) == 0


def test_t84_rows_of_the_audit_log_are_not_touched(closed, team_member):
    side_steps.put_on_hold(case_id=closed.pk, actor=team_member, words="劳动仲裁需要。", now=after(10))
    side_steps.lift_hold(case_id=closed.pk, actor=team_member, words="仲裁已经结束。", now=after(11))
    before = list(AuditEntry.objects.values_list("pk", "hash"))
    purge_each_day(date(2029, 4, 28), LAST + timedelta(days=1))
    assert list(AuditEntry.objects.filter(pk__in=[pk for pk, _hash in before]).values_list("pk", "hash")) == before


def test_settings_rule(closed):
    FeedbackSettings.objects.update_or_create(pk=FeedbackSettings.load().pk, defaults={"identity_days": 10})
    purge(now=after(11))
    assert Case.objects.get().sealed_contact is None


@pytest.mark.parametrize("number", [1, 20])
def test_looking_costs_the_same(number, routing, team_member, django_assert_num_queries):
    for _each in range(number):
        declined(team_member)
    plan(now=after(16))
    with django_assert_num_queries(2):
        assert len(plan(now=after(17)).warn) == number


# --- The command ---


def test_t84_a_dry_run_lists_and_changes_nothing(closed, team_member, capsys):
    other = declined(team_member)
    before = list(Case.objects.order_by("pk").values())
    call_command("purge_cases", "--dry-run", "--now", "2026-11-09")
    said = capsys.readouterr().out
    assert "清除姓名和联系方式：1件" in said
    assert f"{closed.number}　保存至2026-11-07" in said
    assert "提醒即将清除：1件" in said
    assert other.number in said
    assert "没有改动" in said
    assert SUBJECT not in said
    assert list(Case.objects.order_by("pk").values()) == before
    assert not CaseMail.objects.filter(kind=MailKind.PURGE).exists()
    assert not purge_rows().exists()


def test_the_command_says_what_it_did(routing, team_member, capsys, time_machine):
    declined(team_member)
    time_machine.move_to(on(date(2026, 5, 28)))
    call_command("purge_cases")
    assert "提醒了1件" in capsys.readouterr().out
    time_machine.move_to(on(date(2026, 6, 11)))
    call_command("purge_cases")
    assert "清除了1件诉求的内容和附件" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--now", "2040-01-01"], ["--dry-run", "--now", "明天"], ["--dry-run", "--now", "2026-02-30"]],
)
def test_a_date_is_for_looking_only(arguments, db):
    with pytest.raises(CommandError):
        call_command("purge_cases", *arguments)


def test_a_handler_who_left_does_not_keep_a_case_for_ever(routing):
    person = member("举报办理", username="reports", email="reports@example.com")
    routing["report"].handlers.add(person)
    case = send(Channel.REPORT, now=CAME).case
    steps.decline(case_id=case.pk, actor=person, words="不属于工会的职责。", now=CAME)
    assert case.handler_rows.get().party == Party.TEAM
    person.is_active = False
    person.save()
    assert purge(now=on(date(2026, 6, 11))).destroyed == 1
