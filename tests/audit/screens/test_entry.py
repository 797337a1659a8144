"""One entry: all its fields in words, and whether it is as it was written."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.audit.writing import tamper, write
from tests.factories import DepartmentFactory, UserFactory
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.audit.services import purge, record
from unionsite.audit.words import rows_of

pytestmark = pytest.mark.django_db
GOOD, CHANGED, UNLINKED = "校验通过", "写入之后被改动过", "与上一条不衔接"


def page(client, number=1) -> str:
    response = client.get(reverse("audit_admin:entry", args=[number]))
    assert response.status_code == 200
    return response.content.decode()


def test_everything_stands_in_words(auditor_client):
    user = UserFactory(name="王芳")
    detail = {"fields": ["name", "部门"], "from": {"code": "王方"}, "组": [{"名": "编辑"}], "is_new": True}
    entry = record(Action.ACCOUNT_CHANGED, actor=user, subject=user, reason="更正姓名", detail=detail)
    html = page(auditor_client)
    for text in ["修改账号", "成功", "王芳", f"编号{user.pk}", "账号", "更正姓名", entry.hash, GOOD]:
        assert text in html
    for name, value in [
        ("改动的项目", "姓名、部门"),
        ("原为 › code", "王方"),
        ("组 › 1 › 名", "编辑"),
        ("is_new", "是"),
    ]:
        assert f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' in html


def test_an_entry_with_little_to_say(auditor_client):
    write()
    html = page(auditor_client)
    assert "未登录者或系统" in html
    assert "没有更多详情。" in html


def test_fields_of_the_subject_have_their_own_names(auditor_client):
    department = DepartmentFactory(name="质量部")
    record(Action.ACCOUNT_CHANGED, subject=department, detail={"sort_order": 3, "fields": ["name_en", "is_active"]})
    html = page(auditor_client)
    for name, value in [("顺序", "3"), ("改动的项目", "英文名称、在用")]:
        assert f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' in html


def test_a_reason_that_the_program_gave_is_put_in_words(auditor_client):
    record(Action.SESSION_EXPIRED, reason="idle")
    assert "长时间没有操作" in page(auditor_client)


def test_a_subject_of_a_kind_that_is_no_more_is_shown_as_stored(auditor_client):
    write(subject=UserFactory())
    tamper("UPDATE audit_auditentry SET subject_type = 'gone.thing'")
    assert "gone.thing" in page(auditor_client)


def test_neighbours_are_linked(auditor_client):
    write(3)
    links = {number: reverse("audit_admin:entry", args=[number]) for number in (1, 2, 3, 4)}
    assert links[1] in page(auditor_client, 2)
    assert links[3] in page(auditor_client, 2)
    assert "上一条</a>" not in page(auditor_client, 1)
    assert links[4] not in page(auditor_client, 3)


def test_t36_a_changed_entry_says_so(auditor_client):
    write(3)
    tamper("UPDATE audit_auditentry SET reason = 'x' WHERE number = 2")
    assert CHANGED in page(auditor_client, 2)
    assert GOOD in page(auditor_client, 1)
    assert GOOD in page(auditor_client, 3)


def test_t36_an_entry_after_a_hole_says_so(auditor_client):
    write(3)
    tamper("DELETE FROM audit_auditentry WHERE number = 2")
    assert UNLINKED in page(auditor_client, 3)
    tamper("DELETE FROM audit_auditentry WHERE number = 1")
    assert UNLINKED in page(auditor_client, 3)


def test_the_first_entry_after_a_purge_is_in_order(auditor_client):
    write(2, days_ago=1200)
    write()
    now = timezone.now()
    purge(before=now - timedelta(days=1095), now=now)
    assert "更早的记录已过保存期，按规定清理" in page(auditor_client, 3)


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999999"])
def test_there_is_no_other_entry(auditor_client, number):
    write()
    address = reverse("audit_admin:entry", args=[1]).replace("/1/", f"/{number}/")
    assert auditor_client.get(address).status_code == 404


def test_what_an_entry_costs_in_a_long_log(auditor_client, assert_same_cost):
    write(2)
    page(auditor_client, 2)
    with assert_same_cost(2):
        page(auditor_client, 2)
    write(60)
    with assert_same_cost(2):
        page(auditor_client, 30)


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ({}, []),
        (
            {"a": None, "b": "", "c": [], "d": 0, "e": False},
            [("a", "–"), ("b", "–"), ("c", "–"), ("d", "0"), ("e", "否")],
        ),
        ({"rows": 3}, [("条数", "3")]),
        ({"a": [1, [2, 3]]}, [("a › 1", "1"), ("a › 2", "2、3")]),
        (["x", "y"], [("", "x、y")]),
    ],
)
def test_detail_as_rows(detail, expected):
    assert list(rows_of(detail)) == expected


def test_labels_are_plain_text_in_a_title():
    (entry,) = write()
    assert str(AuditEntry.objects.get()) == "#1 登录" == str(entry)
