"""备份与恢复: who sees it, what it says when nothing is set up, and what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.clients import SiteClient
from tests.conftest import member
from unionsite.accounts.choices import Role
from unionsite.operations.backups.choices import RunKind, State
from unionsite.operations.backups.models import BackupRun

pytestmark = pytest.mark.django_db
LIST = "/admin/backups/"
HOUR = timedelta(hours=1)


@pytest.fixture
def browser(tree):
    client = SiteClient()
    client.force_login(member("系统管理员", username="administrator"))
    return client


def lay(number: int, **facts) -> None:
    usual = {
        "kind": RunKind.BACKUP,
        "state": State.GOOD,
        "size": 3 * 2**20,
        "rows": 120,
        "files": 7,
        "name": "one.tar.age",
    }
    for count in range(number):
        BackupRun.objects.create(**usual | facts, place="/mnt/backups", began_at=timezone.now() - (2 + count) * HOUR)


def test_a_site_without_backups_is_told_how_to_begin(browser, settings):
    settings.BACKUP_RECIPIENTS = []
    assert "还没有设置备份。请按手册《备份与恢复》" in browser.get(LIST).text
    settings.BACKUP_RECIPIENTS = ["age1somebody"]
    assert "每天3点自动备份" in browser.get(LIST).text


def test_each_run_stands_with_its_end_size_age_and_place(browser, settings):
    settings.BACKUP_RECIPIENTS = ["age1somebody"]
    lay(1)
    lay(1, kind=RunKind.DRILL, state=State.FAILED, words="第12号文件的内容不同")

    page = browser.get(LIST).text

    for words in ("成功", "失败", "2小时", "3.0", "120行，7个文件", "/mnt/backups", "第12号文件的内容不同"):
        assert words in page
    assert "最近一次恢复演练失败" in page
    assert "one.tar.age" not in browser.get(f"{LIST}?state=running").text
    assert "没有符合条件" in browser.get(f"{LIST}?kind=drill&state=good").text


@pytest.mark.parametrize("role", Role.values)
def test_only_who_answers_for_them_sees_screen_menu_and_tile(tree, settings, role):
    settings.BACKUP_RECIPIENTS = []
    client = SiteClient()
    client.force_login(member(role))
    answer, first = client.get(LIST), client.get("/admin/").text
    may_see = role in (Role.ADMINISTRATOR, Role.SECURITY)
    assert answer.status_code == (200 if may_see else 302)
    assert (f'"url": "{LIST}"' in first) == ("备份没有设置" in first) == may_see
    assert ("您没有权限" in first) != may_see
