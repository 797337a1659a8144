"""Open alarms on the admin's first page: for those who run the site, at one query however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import member
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import tell, well_again

pytestmark = pytest.mark.django_db


def first_page(client) -> str:
    return client.get("/admin/").content.decode()


def test_administrators_see_what_stands_and_others_do_not(client, editor):
    tell(AlarmKind.DISK, "/srv/unionsite", ["只剩200 MB。", "请清理旧的备份。"])
    client.force_login(member("系统管理员"))
    page = first_page(client)
    assert "运行告警" in page
    assert "磁盘空间：/srv/unionsite" in page
    assert "请清理旧的备份。" in page
    well_again(AlarmKind.DISK, "/srv/unionsite")
    assert "运行告警" not in first_page(client)

    tell(AlarmKind.DISK, "/srv/unionsite", ["只剩200 MB。"])
    client.force_login(editor)
    assert "运行告警" not in first_page(client)


def test_many_alarms_cost_what_one_costs(client):
    client.force_login(member("系统管理员"))
    numbers = []
    for many in (1, 15):
        for number in range(many):
            tell(AlarmKind.JOB, f"job-{number}", ["失败"])
        first_page(client)
        with CaptureQueriesContext(connection) as captured:
            first_page(client)
        numbers.append(sum("operations_alarm" in query["sql"] for query in captured.captured_queries))
    assert numbers == [1, 1]
