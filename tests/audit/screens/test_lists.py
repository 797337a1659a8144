"""The list of entries: order, filters, search, pages, what it costs."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.audit.writing import write
from tests.factories import DepartmentFactory, UserFactory
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.origin import Origin, set_origin
from unionsite.audit.services import record

pytestmark = pytest.mark.django_db


def listed(client, **parameters) -> list[int]:
    response = client.get(reverse("audit_admin:log_results"), parameters)
    assert response.status_code == 200
    return [entry.number for entry in response.context["object_list"]]


@pytest.fixture
def entries(db):
    """Five entries, each unlike the others."""
    wang, li = UserFactory(pk=70801, name="王芳"), UserFactory(pk=70802, name="李强")
    department = DepartmentFactory(pk=70055, name="质量部", code="q")

    def at(day, hour, source, *arguments, **values):
        with time_machine.travel(datetime(2026, 5, day, hour, tzinfo=UTC), tick=False), set_origin(source):
            record(*arguments, **values)

    at(1, 2, Origin("10.1.2.3", "Firefox"), Action.SIGN_IN, actor=wang, subject=wang)
    at(2, 15, Origin("10.1.2.3", "Firefox"), Action.ACCOUNT_DISABLED, actor=wang, subject=li, reason="已离职")
    at(2, 17, Origin("10.1.9.9", "curl"), Action.SIGN_IN_FAILED, subject_label="root", outcome=Outcome.REFUSED)
    at(4, 2, Origin("2001:db8::7", "Safari"), Action.SETTINGS_CHANGED, actor=li, subject=department)
    at(5, 2, None, Action.ROLL_IMPORTED, detail={"count": 3})


def test_the_newest_stand_first(auditor_client, entries):
    assert listed(auditor_client) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"at_from": "2026-05-04"}, [5, 4]),
        ({"at_to": "2026-05-01"}, [1]),
        # Days are those of the site: 17:00 UTC of the 2nd is the 3rd.
        ({"at_from": "2026-05-02", "at_to": "2026-05-02"}, [2]),
        ({"at_from": "2026-05-03", "at_to": "2026-05-03"}, [3]),
        ({"action": "sign_in"}, [1]),
        ({"action": ["sign_in", "roll_imported"]}, [5, 1]),
        ({"outcome": "refused"}, [3]),
        ({"outcome": "done"}, [5, 4, 2, 1]),
        ({"actor": "王"}, [2, 1]),
        ({"actor": "70802"}, [4]),
        ({"actor": "没有的人"}, []),
        ({"subject": "李强"}, [2]),
        ({"subject": "ROOT"}, [3]),
        ({"subject": "70055"}, [4]),
        ({"subject": "accounts.department"}, [4]),
        ({"address": "10.1."}, [3, 2, 1]),
        ({"address": "10.1.9.9"}, [3]),
        ({"address": "2001:db8"}, [4]),
        ({"address": "1.9"}, []),
        ({"actor": "王芳", "action": "sign_in", "address": "10.", "at_to": "2026-05-01"}, [1]),
        ({"q": "离职"}, [2]),
        ({"q": "curl"}, [3]),
        ({"q": "李"}, [4, 2]),
        ({"q": "李", "action": "account_disabled"}, [2]),
        ({"q": "%"}, []),
        ({"actor": ""}, [5, 4, 3, 2, 1]),
    ],
)
def test_filters_and_search(auditor_client, entries, parameters, expected):
    assert listed(auditor_client, **parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "label"),
    [
        ({"at_from": "昨天"}, "日期"),
        ({"at_from": "2026-13-45"}, "日期"),
        ({"action": "nonsense"}, "操作"),
        ({"outcome": "nonsense"}, "结果"),
        ({"actor": "长" * 101}, "人员（姓名或编号）"),
        ({"address": "1:" * 23}, "来源地址（开头几位即可）"),
    ],
)
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_why(auditor_client, entries, parameters, label):
    response = auditor_client.get(reverse("audit_admin:log"), parameters)
    page = response.content.decode()
    assert list(response.context["object_list"]) == []
    assert "筛选条件有误，请改正后再查：" in page
    assert f"<li>{label}：" in page


@pytest.mark.parametrize(
    "parameters",
    [
        {"actor": "9" * 18},
        {"at_from": "0001-01-01", "at_to": "9999-12-31"},
        {"actor": "٣"},
        {"subject": "' OR 1=1 --"},
        {"address": "%"},
        {"q": "x" * 5000},
        {"p": "none"},
        {"p": "99999"},
        {"ordering": "hash"},
        {"nonsense": "1"},
    ],
)
def test_odd_input_is_only_input(auditor_client, entries, parameters):
    assert auditor_client.get(reverse("audit_admin:log"), parameters).status_code == 200


def test_each_row_says_what_happened(auditor_client, entries):
    page = auditor_client.get(reverse("audit_admin:log")).content.decode()
    for text in ["2026-05-02 23:00:00", "停用账号", "账号：李强", "部门：质量部", "被拒绝", "2001:db8::7"]:
        assert text in page
    assert reverse("audit_admin:entry", args=[2]) in page


def test_markup_stays_text(auditor_client):
    record(Action.SIGN_IN_FAILED, subject_label="<script>alert(1)</script>", reason="<b>", detail={"<i>": "<u>"})
    for name, arguments in [("log", []), ("entry", [1])]:
        page = auditor_client.get(reverse(f"audit_admin:{name}", args=arguments)).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<i>" not in page


def test_an_empty_log_says_so(auditor_client):
    assert "还没有审计记录。" in auditor_client.get(reverse("audit_admin:log")).content.decode()


def test_nothing_found_says_what_to_do(auditor_client, entries):
    page = auditor_client.get(reverse("audit_admin:log"), {"actor": "没有的人"}).content.decode()
    assert "没有符合条件的记录，请放宽条件再查。" in page


def test_many_entries_come_in_pages(auditor_client):
    write(120)
    assert listed(auditor_client) == list(range(120, 70, -1))
    assert listed(auditor_client, p=3) == list(range(20, 0, -1))


@pytest.mark.parametrize("name", ["log", "log_results"])
def test_the_list_costs_the_same_with_one_row_and_with_many(auditor_client, assert_same_cost, name):
    address = reverse(f"audit_admin:{name}")
    write(subject=UserFactory())
    auditor_client.get(address)
    with assert_same_cost(2):
        auditor_client.get(address)
    for _turn in range(30):
        write(actor=UserFactory(), subject=DepartmentFactory())
    with assert_same_cost(2):
        auditor_client.get(address)


def test_the_buttons_carry_the_filters_into_the_file(auditor_client, entries):
    page = auditor_client.get(reverse("audit_admin:log"), {"actor": "王", "q": "离职", "p": "1"}).content.decode()
    for name in ("xlsx", "csv"):
        query = f"?actor=%E7%8E%8B&amp;q=%E7%A6%BB%E8%81%8C&amp;format={name}"
        assert reverse("audit_admin:export") + query in page
