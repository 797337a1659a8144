"""The dashboard: true numbers that lead to their lists, for whom they are meant, at a constant cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interact.channels.records import Channel
from tests.conftest import member
from tests.interact.submitting import accepted, lay_routing, send
from tests.oversight.conftest import NOW
from unionsite.accounts.models import User
from unionsite.audit.choices import Action, Outcome
from unionsite.audit.services import record
from unionsite.oversight.dashboard.queries import board_for
from unionsite.oversight.findings.choices import Gravity, Source
from unionsite.oversight.findings.services import assign, record_finding
from unionsite.publishing.platforms.models import PlannedItem

pytestmark = pytest.mark.django_db
MOST_QUERIES = 40
BESIDES = {
    "栏目已超期",
    "栏目即将到期",
    "巡检发现的故障",
    "目标任务逾期",
    "安全职责逾期",
    "安全职责将到期",
    "安全事件待上报",
    "安全事件待决定",
    "报告待公开",
    "报告逾期",
    "近7天被拒绝的操作",
}


def numbers(user) -> dict[str, int]:
    groups = board_for(user, timezone.now()).groups
    return {str(tile.label): tile.number for _heading, tiles in groups for tile in tiles}


def lay_work(team, number: int) -> None:
    lay_routing()
    owner = member("编辑", username=f"owner-{number}")
    for count in range(number):
        finding = record_finding(source=Source.HAND, title=f"问题{count}")
        assign(finding=finding, actor=team, owner=owner)
        record_finding(source=Source.HEALTH, key=f"link:{count}", title="链接打不开", gravity=Gravity.VETO)
        accepted(send(Channel.SUGGESTION).case, team)
        PlannedItem.objects.create(title=f"计划{count}", planned_at=timezone.now() + timedelta(hours=1), owner=owner)


def test_s24_the_team_sees_what_is_to_be_done_and_each_number_leads_to_its_list(desk, team, clock):
    lay_work(team, 2)
    clock.move_to(NOW + timedelta(days=40))

    browser = desk(team)
    page = browser.get("/admin/overview/").text
    home = browser.get("/admin/").text

    found = numbers(team)
    assert found["未办结的问题"] == 4
    assert found["问题待交办"] == 2
    assert found["整改逾期"] == 2
    assert found["诉求已逾期"] == 2
    assert found["到期未发布"] == 2
    assert "有2个单项否决的问题没有办结，现在检查不合格。" in page
    tiles = re.findall(r'href="([^"]+)"><span class="dashboard__number">(\d+)</span>', page)
    assert len(tiles) == len(found)
    for address, _number in tiles:
        assert browser.get(address.replace("&amp;", "&")).status_code == 200
    # On the first page no noughts, and nothing that stands there as a sentence.
    assert "整改逾期" in home
    assert '__number">0<' not in home
    assert "问题待交办" not in home
    assert "其余正常。" in home


def test_the_list_behind_a_number_has_as_many_rows(desk, team, clock):
    lay_work(team, 3)
    clock.move_to(NOW + timedelta(days=40))

    listed = desk(team).get("/admin/findings/?state=late").text

    assert len(re.findall(r"问题\d</a>|问题\d\s*</a>", listed)) == numbers(team)["整改逾期"] == 3


def test_nothing_is_shown_that_somebody_may_not_see(desk, team, editor):
    lay_work(team, 1)
    auditor = member("审计员", username="auditor")

    assert "运行概况" not in desk(editor).get("/admin/").text
    assert set(numbers(auditor)) == {"未办结的问题", "问题待交办", "问题待复查", "整改逾期", *BESIDES}
    assert not any("诉求" in label or "考核" in label for label in numbers(auditor))


def test_who_has_something_to_mend_is_told_so(desk, team, editor):
    assert "整改" not in desk(editor).get("/admin/").text
    finding = record_finding(source=Source.HAND, title="电话过期")
    assign(finding=finding, actor=team, owner=editor)

    page = desk(editor).get("/admin/").text

    assert "整改问题：电话过期" in page
    assert f'href="/admin/findings/{finding.pk}/"' in page
    assert "单项否决" not in page
    assert desk(editor).get("/admin/overview/").status_code in (302, 403)


def test_a_quiet_day_is_said_so(desk, team):
    page = desk(team).get("/admin/").text
    assert "没有单项否决的问题。" in page
    assert "各项正常。" in page
    assert "dashboard__tile" not in page
    assert set(numbers(team).values()) == {0}


def test_the_auditor_sees_what_the_log_refused_in_a_week(desk, clock):
    auditor = member("审计员", username="auditor")
    for days in (8, 6, 0):
        clock.move_to(NOW + timedelta(days=30 - days))
        record(Action.SIGN_IN_FAILED, subject_label="root", outcome=Outcome.REFUSED)
    browser = desk(auditor)

    page = browser.get("/admin/").text

    address = re.search(r'href="(/admin/reports/audit/[^"]+outcome=refused)"><span class="dashboard__number">2<', page)
    assert len(browser.get(address[1].replace("&amp;", "&")).context["object_list"]) == 2


def test_its_cost_does_not_grow(team):
    costs = []
    for number in (1, 8):
        lay_work(team, number)
        # A person read anew has nothing remembered.
        person = User.objects.get(pk=team.pk)
        with CaptureQueriesContext(connection) as queries:
            board_for(person, timezone.now())
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[0] <= MOST_QUERIES
