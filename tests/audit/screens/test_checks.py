"""T36: an auditor has the whole log read, sees how far it is, and saves what was found."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.audit.screens.test_rights import is_refused
from tests.audit.writing import tamper, write
from tests.conftest import member
from unionsite.audit.choices import SILENCE, Action
from unionsite.audit.models import AuditCheck, AuditEntry
from unionsite.audit.services import run_check

pytestmark = pytest.mark.django_db
URL = "/admin/reports/audit/checks/"


def begun(**values) -> AuditCheck:
    now = timezone.now()
    return AuditCheck.objects.create(**{"asked_by": "审计员甲", "asked_at": now, "seen_at": now, "total": 9} | values)


def saved(client, check) -> str:
    response = client.get(reverse("audit_admin:check_file", args=[check.pk]))
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"audit-check-{check.pk}.txt" in response.headers["Content-Disposition"]
    return response.text


def test_t36_the_whole_log_is_read_at_the_press_of_a_button(auditor_client):
    write(5)
    assert f'href="{URL}"' in auditor_client.get(reverse("audit_admin:log")).text

    page = auditor_client.post(URL, follow=True).text

    check = AuditCheck.objects.get()
    assert (check.is_sound, check.read, check.asked_by) == (True, 6, "审计员甲")
    assert "完整" in page
    assert "第1条至第6条，共6条" in page
    text = saved(auditor_client, check)
    assert "发起：审计员甲" in text
    assert f"最后一条的校验值{AuditEntry.objects.get(number=6).hash}" in text
    begin, end = AuditEntry.objects.order_by("number")[5:]
    assert (begin.action, begin.actor_label) == (Action.AUDIT_CHECK_STARTED, "审计员甲")
    assert (end.action, end.detail["outcome"]) == (Action.AUDIT_CHECKED, check.result)


def test_t36_a_changed_row_is_named(auditor_client):
    write(5)
    tamper("UPDATE audit_auditentry SET reason = 'x' WHERE number = 3")

    page = auditor_client.post(URL, follow=True).text

    assert "第3条起不符" in page
    assert "第3条：记录内容被改动" in saved(auditor_client, AuditCheck.objects.get())


def test_while_it_goes_on_the_page_looks_again_and_nobody_starts_another(auditor_client):
    begun(read=4)

    page = auditor_client.get(URL).text
    refused = auditor_client.post(URL, follow=True).text

    assert "已核验4条，共9条" in page
    assert "data-refresh" in page
    assert "核验中" in page
    assert "请等这一次结束" in refused
    assert AuditCheck.objects.count() == 1


def test_without_a_sign_of_life_it_was_broken_off(auditor_client):
    check = begun(seen_at=timezone.now() - SILENCE - timedelta(seconds=1))

    page = auditor_client.get(URL).text
    auditor_client.post(URL)

    assert "中断" in page
    assert "data-refresh" not in page
    assert [other.is_sound for other in AuditCheck.objects.exclude(pk=check.pk)] == [True]
    assert auditor_client.get(reverse("audit_admin:check_file", args=[check.pk])).status_code == 404


def test_another_worker_begins_it_anew_and_it_ends_once(db):
    write(3)
    check = begun(read=2, seen_at=timezone.now() - timedelta(hours=1))

    run_check(check_id=check.pk)
    run_check(check_id=check.pk)

    check.refresh_from_db()
    assert (check.read, check.is_sound) == (3, True)
    assert AuditEntry.objects.filter(action=Action.AUDIT_CHECKED).count() == 1


@pytest.mark.parametrize("group", ["信息员", "编辑", "终审", "系统管理员"])
def test_others_of_the_staff_neither_look_nor_ask(client, group):
    check = begun(ended_at=timezone.now(), is_sound=True)
    client.force_login(member(group))

    assert is_refused(client.get(URL))
    assert is_refused(client.post(URL))
    assert is_refused(client.get(reverse("audit_admin:check_file", args=[check.pk])))
    assert AuditCheck.objects.count() == 1


def test_many_checks_cost_as_much_as_one(auditor_client, assert_same_cost):
    begun(ended_at=timezone.now(), is_sound=True)
    with assert_same_cost(0):
        auditor_client.get(URL)
    for _number in range(20):
        begun(ended_at=timezone.now(), is_sound=False, broken_at=3, result="第3条：记录内容被改动")
    with assert_same_cost(0):
        assert auditor_client.get(URL).text.count("第3条起不符") == 20
