"""The register: who sees and changes it, dates, usual duties, reminders and calendars (S-2.7, S-6.1)."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from tests.conftest import member
from tests.oversight.conftest import NOW
from tests.oversight.duties.conftest import ADDRESS, duty_of
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.oversight.duties.choices import USUAL, DutyKind
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.duties.services import register

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
FIELDS = {"kind": "check", "title": "机房检查", "owner": "", "months": "", "first_due": "2026-07-01", "note": ""}


def titles(client, query: str = "") -> list[str]:
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    return [duty.title for duty in response.context["object_list"]]


def test_the_officer_adds_a_duty_and_changes_it(clock, desk, officer, owner):
    client = desk(officer)
    client.post(f"{ADDRESS}add/", FIELDS | {"is_active": "on", "owner": owner.pk})
    duty = Duty.objects.get()
    # The usual cycle of checks.
    assert (duty.months, duty.due_on, duty.owner) == (3, date(2026, 7, 1), owner)
    client.post(f"{ADDRESS}{duty.pk}/edit/", FIELDS | {"is_active": "on", "months": "6", "first_due": "2026-08-01"})
    duty.refresh_from_db()
    assert (duty.months, duty.due_on, duty.owner) == (6, date(2026, 8, 1), None)
    client.post(f"{ADDRESS}{duty.pk}/edit/", FIELDS | {"is_once": "on"})
    duty.refresh_from_db()
    assert (duty.months, duty.is_active) == (None, False)
    assert AuditEntry.objects.filter(action=Action.DUTY_CHANGED, actor_id=officer.pk).count() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first_due": "0001-01-01"}, "年份不对"),
        ({"first_due": "9999-12-31"}, "年份不对"),
        ({"first_due": ""}, "必填"),
        ({"months": "0"}, "大于或等于1"),
        ({"months": "99999999999999999999"}, "小于或等于120"),
        ({"title": "a\x00b"}, "空字符"),
        ({"kind": "nonsense"}, "nonsense"),
    ],
)
def test_a_slip_is_named_and_nothing_stored(clock, desk, officer, wrong, words):
    response = desk(officer).post(f"{ADDRESS}add/", FIELDS | wrong)
    assert response.status_code == 200
    assert words in str(response.context["form"].errors)
    assert not Duty.objects.exists()


@pytest.mark.parametrize("role", ["初审", "终审", "审计员", "系统管理员"])
def test_who_watches_reads_and_does_not_change(clock, desk, drill, role):
    client = desk(member(role))
    assert titles(client) == ["应急演练"]
    assert client.get(f"{ADDRESS}{drill.pk}/").status_code == 200
    for address in (f"{ADDRESS}add/", f"{ADDRESS}{drill.pk}/edit/", f"{ADDRESS}{drill.pk}/records/add/"):
        assert client.get(address).status_code == 302


def test_an_owner_sees_their_own_duty_alone(clock, desk, drill, owner):
    duty_of(DutyKind.CHECK)
    client = desk(owner)
    assert titles(client) == ["应急演练"]
    assert client.get(f"{ADDRESS}{drill.pk}/records/add/").status_code == 200
    other = Duty.objects.get(kind=DutyKind.CHECK)
    for address in (f"{other.pk}/", f"{other.pk}/records/add/", f"{other.pk}/readings/"):
        assert client.get(ADDRESS + address).status_code in (302, 404)


def test_sorted_by_date_and_filtered(clock, desk, officer):
    late = duty_of(DutyKind.PATCH, title="晚", first_due=TODAY - timedelta(days=1))
    duty_of(DutyKind.CHECK, title="远", first_due=TODAY + timedelta(days=90))
    duty_of(DutyKind.CHECK, title="近", first_due=TODAY + timedelta(days=3))
    duty_of(DutyKind.RISK, title="停", is_active=False)
    client = desk(officer)
    assert titles(client) == ["晚", "近", "远"]
    assert titles(client, "?state=late") == ["晚"]
    assert titles(client, "?state=soon&kind=check") == ["近"]
    assert titles(client, "?state=stopped") == ["停"]
    assert titles(client, "?state=nonsense") == []
    assert "逾期" in client.get(ADDRESS).content.decode()
    sheet = load_workbook(io.BytesIO(client.get(f"{ADDRESS}export/?state=late").getvalue())).active
    headings, *rows = sheet.iter_rows(values_only=True)
    assert headings == ("名称", "状态", "类别", "到期日", "周期", "责任人", "版本", "备注")
    assert rows == [(late.title, "逾期", "补丁与更新", "2026-05-07", "每1个月", "安全管理员", None, None)]


def test_a_new_site_has_the_usual_duties_once(clock, tree, officer):
    call_command("setup_site", verbosity=0)
    assert Duty.objects.count() == len(USUAL)
    assert set(Duty.objects.values_list("kind", flat=True)) == set(DutyKind.values)
    assert min(Duty.objects.values_list("due_on", flat=True)) == date(2026, 6, 8)
    Duty.objects.exclude(kind=DutyKind.RULE).delete()
    call_command("setup_site", verbosity=0)
    assert set(Duty.objects.values_list("kind", flat=True)) == {DutyKind.RULE}


# --- Reminders ---


def run(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        register.remind(now=NOW)


def test_owners_are_reminded_once_in_one_mail(clock, officer, owner, mailoutbox, django_capture_on_commit_callbacks):
    duty_of(DutyKind.DRILL, owner=owner, title="消防演练", first_due=TODAY + timedelta(days=14))
    duty_of(DutyKind.PATCH, owner=owner, title="补丁", first_due=TODAY - timedelta(days=2))
    duty_of(DutyKind.CHECK, title="无人负责的检查", first_due=TODAY + timedelta(days=1))
    duty_of(DutyKind.RISK, title="还早", first_due=TODAY + timedelta(days=15))
    run(django_capture_on_commit_callbacks)
    run(django_capture_on_commit_callbacks)
    mails = {mail.to[0]: mail.body for mail in mailoutbox}
    assert len(mailoutbox) == 2
    assert "消防演练（到期日2026-05-22）" in mails[owner.email]
    assert "【逾期】补丁" in mails[owner.email]
    assert "无人负责的检查" in mails[officer.email]
    assert "还早" not in "".join(mails.values())
