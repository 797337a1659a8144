"""Taking a copy of the log: the same rows as the list, safe in spreadsheets, itself on record."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from tests.audit.writing import write
from tests.factories import UserFactory
from tests.parallel import beside_a_writer, shared_database
from unionsite.audit import export
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.audit.origin import Origin, set_origin
from unionsite.audit.services import record
from unionsite.audit.verification import verify

pytestmark = pytest.mark.django_db
HEADINGS = [
    "编号",
    "时间",
    "操作",
    "结果",
    "人员编号",
    "人员",
    "对象类型",
    "对象编号",
    "对象",
    "原因",
    "详情",
    "来源地址",
]
HEADINGS += ["浏览器", "上一条的校验值", "校验值"]


def take(client, wanted, **parameters):
    response = client.get(reverse("audit_admin:export"), {"format": wanted, **parameters})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith('attachment; filename="audit-log-')
    assert response.streaming
    content = b"".join(response.streaming_content)
    if wanted == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    return [["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_file_holds_every_field(auditor_client, wanted):
    user = UserFactory(name="王芳")
    with set_origin(Origin("192.0.2.1", "Firefox")):
        record(Action.ACCOUNT_DISABLED, actor=user, subject=user, reason="已离职", detail={"fields": ["启用"]})
    entry = AuditEntry.objects.get()
    headings, row = take(auditor_client, wanted)
    assert headings == HEADINGS
    assert row[0] == "1"
    assert row[2:4] == ["停用账号", "成功"]
    assert row[4:9] == [str(user.pk), "王芳", "账号", str(user.pk), "王芳"]
    assert row[9:13] == ["已离职", '{"fields": ["启用"]}', "192.0.2.1", "Firefox"]
    assert row[13:] == ["", entry.hash]


@pytest.mark.django_db(transaction=True)
def test_a_slow_download_holds_no_statement_open(auditor_client, tmp_path, monkeypatch):
    """Between two parts of the file the same connection writes, beside another writer."""
    monkeypatch.setattr(export, "AT_ONCE", 2)
    write(9)

    def take_slowly():
        response = auditor_client.get(reverse("audit_admin:export"), {"format": "csv"})
        lines = []
        for line in response.streaming_content:
            record(Action.SIGN_OUT)
            lines.append(line)
        return len(lines)

    # The mark of the encoding and the headings come first.
    assert beside_a_writer(shared_database(tmp_path), take_slowly) == 2 + 9


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_file_holds_what_the_list_shows_in_its_order(auditor_client, wanted):
    write(60)
    write(3, action=Action.SIGN_OUT)
    assert [row[0] for row in take(auditor_client, wanted)[1:]] == [str(number) for number in range(63, 0, -1)]
    assert [row[0] for row in take(auditor_client, wanted, action="sign_out")[1:]] == ["63", "62", "61"]
    assert [row[0] for row in take(auditor_client, wanted, action="step_up")[1:]] == []


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_t82_what_was_typed_is_no_formula(auditor_client, wanted):
    formula = '=HYPERLINK("http://evil.example","看")'
    with set_origin(Origin("192.0.2.1", "@SUM(A1)")):
        record(Action.SIGN_IN_FAILED, subject_label=formula, reason="+1")
    row = take(auditor_client, wanted)[1]
    mark = "'" if wanted == "csv" else ""
    assert (row[8], row[9], row[12]) == (mark + formula, mark + "+1", mark + "@SUM(A1)")


def test_t82_the_workbook_has_no_formula_in_any_cell(auditor_client):
    record(Action.SIGN_IN_FAILED, subject_label="=1+1", detail={"q": "=2"}, reason="=3")
    response = auditor_client.get(reverse("audit_admin:export"), {"format": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert "f" not in {cell.data_type for row in book.active.iter_rows() for cell in row}


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_each_copy_is_on_record_with_filters_and_number_of_rows(auditor_client, auditor, wanted):
    write(3)
    write(2, action=Action.SIGN_OUT)
    rows = take(auditor_client, wanted, action="sign_out", at_from="2020-01-01", actor="", p="1")
    assert len(rows) == 3
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor_id, entry.outcome) == ("audit_exported", auditor.pk, "done")
    assert entry.detail == {
        "format": wanted,
        "rows": 2,
        "filters": {"action": ["退出登录"], "at_from": "2020-01-01"},
    }
    assert entry.address == "127.0.0.1"
    assert verify().is_sound


def test_a_copy_of_everything_names_no_filters_and_does_not_hold_itself(auditor_client):
    write(2)
    assert len(take(auditor_client, "csv")) == 3
    assert AuditEntry.objects.first().detail == {"format": "csv", "rows": 2, "filters": {}}
    assert len(take(auditor_client, "csv", q="审计员甲", outcome="done")) == 2
    assert AuditEntry.objects.first().detail["filters"] == {"outcome": "成功", "q": "审计员甲"}


@pytest.mark.parametrize("parameters", [{}, {"format": "pdf"}, {"format": ""}])
def test_there_is_no_other_format(auditor_client, parameters):
    assert auditor_client.get(reverse("audit_admin:export"), parameters).status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(auditor_client):
    write(2)
    response = auditor_client.get(reverse("audit_admin:export"), {"format": "csv", "at_from": "昨天"}, follow=True)
    assert "筛选条件有误" in response.content.decode()
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_times_are_those_of_the_reader_as_in_the_list(auditor_client, auditor, wanted):
    profile = UserProfile.get_for_user(auditor)
    profile.current_time_zone = "America/New_York"
    profile.save()
    with time_machine.travel(datetime(2026, 5, 8, 4, 30, 5, tzinfo=UTC), tick=False):
        record(Action.ROLL_IMPORTED)
    auditor_client.force_login(auditor)
    assert take(auditor_client, wanted, action="roll_imported")[1][1] == "2026-05-08 00:30:05"
    assert "2026-05-08 00:30:05" in auditor_client.get(reverse("audit_admin:log")).content.decode()


def test_more_than_excel_can_have_at_once_is_offered_as_csv(auditor_client, monkeypatch):
    monkeypatch.setattr(export, "XLSX_ROWS", 2)
    write(3)
    response = auditor_client.get(reverse("audit_admin:export"), {"format": "xlsx", "q": ""}, follow=True)
    assert "符合条件的记录有3条，XLSX一次最多2条。请缩小范围，或者下载CSV。" in response.content.decode()
    assert AuditEntry.objects.count() == 3
    assert len(take(auditor_client, "csv")) == 4


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_a_copy_costs_the_same_with_one_row_and_with_many(auditor_client, assert_same_cost, wanted):
    write(subject=UserFactory())
    take(auditor_client, wanted)
    with assert_same_cost(6):
        take(auditor_client, wanted)
    for _turn in range(30):
        write(actor=UserFactory(), subject=UserFactory())
    with assert_same_cost(6):
        take(auditor_client, wanted)
