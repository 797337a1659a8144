"""The frame of the administration's first page and of its menu of help."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import hooks

from tests.conftest import member
from tests.factories import NewsPageFactory, UserFactory
from tests.publishing.reviewing import reject, submit
from unionsite.accounts.choices import Role
from unionsite.core.first_page import MOST
from unionsite.core.models import SiteSettings
from unionsite.core.waiting import Work, hour_of, work_of
from unionsite.operations.alarms.rules import AlarmKind
from unionsite.operations.alarms.services import tell
from unionsite.oversight.findings.choices import Source
from unionsite.oversight.findings.services import record_finding

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 8, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST_QUERIES = 40
SEARCH = 'role="search"'


def home(client, role: str) -> str:
    client.force_login(member(role))
    return client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ["编辑", "信息员"])
def test_who_has_pages_can_search_them(client, tree, role):
    assert f'method="get" novalidate {SEARCH}' in home(client, role)


@pytest.mark.parametrize("role", ["审计员", "安全管理员", "初审"])
def test_a_search_that_would_be_refused_is_not_offered(client, tree, role):
    assert f'method="get" novalidate {SEARCH}' not in home(client, role)


def test_who_has_nothing_to_do_is_told_so(client, tree):
    page = home(client, "应急下线")
    assert "现在没有等您办的事" in page
    assert "点屏幕角上的工具按钮" in page


def test_lists_can_be_read_on_a_phone(client, tree):
    assert "css/admin.css" in home(client, "审计员")


def test_no_help_on_other_hosts(client, tree):
    html = home(client, "编辑")
    assert "guide.wagtail.org" not in html
    assert "快捷键" in html or "Shortcuts" in html


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=minute)


@pytest.mark.parametrize(
    ("by", "words", "is_late"),
    [
        (None, "", False),
        (date(2026, 5, 8), "今天到期", False),
        (date(2026, 5, 9), "明天到期", False),
        (date(2026, 6, 1), "6月1日到期", False),
        (date(2026, 5, 5), "已逾期3天", True),
        (at(8, 14, 30), "今天14:30前", False),
        (at(9, 9), "明天09:00前", False),
        (at(8, 9), "应于今天09:00前，已超时", True),
        (at(7, 14), "已逾期1天", True),
    ],
)
def test_hours_are_said_as_people_say_them(by, words, is_late):
    assert hour_of(by, NOW) == (words, is_late)


def test_what_is_due_first_stands_first(editor):
    given = {"明天": date(2026, 5, 9), "没有时间": None, "今天": date(2026, 5, 8), "下午": at(8, 14), "逾期": at(1)}
    offered = [Work(words, "", "", by=by) for words, by in given.items()]
    offered.append(Work("紧急", "", "", is_urgent=True))

    with hooks.register_temporarily("offer_work", lambda user, now: offered):
        found = [row.work.words for row in work_of(editor, NOW)]

    assert found == ["紧急", "逾期", "下午", "今天", "没有时间", "明天"]


def test_what_does_not_fit_stands_on_a_page_of_its_own(client, tree):
    for number in range(MOST + 2):
        record_finding(source=Source.HAND, title=f"问题{number}")
    client.force_login(member("初审"))

    assert client.get("/admin/").content.decode().count("work__words") == MOST
    assert client.get("/admin/work/").content.decode().count("work__words") == MOST + 2


def test_the_union_is_named(client, tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        union = SiteSettings.for_site(tree.home.get_site())
        union.union_name = "晨桥装备工会"
        union.save()
    page = home(client, "编辑")
    assert "晨桥装备工会</h1>" in page
    assert settings.WAGTAIL_SITE_NAME not in page


@pytest.mark.parametrize("role", ["", *Role.values])
def test_the_first_page_is_cheap_for_every_role(client, tree, editor, first_reviewer, role):
    person = member(role, username="person") if role else UserFactory(is_superuser=True, username="person")
    for number in range(3):
        record_finding(source=Source.HAND, title=f"问题{number}")
        tell(AlarmKind.JOB, f"job-{number}", ["失败"])
        for writer in (editor, person):
            page = NewsPageFactory(parent=tree.news, title=f"稿件{number}", live=False, owner=writer)
            page.save_revision(user=writer)
            submit(page, writer)
        reject(submit(NewsPageFactory(parent=tree.news, live=False, owner=person), person), first_reviewer)
    client.force_login(person)
    client.get("/admin/")

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/").status_code == 200

    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:200] for query in queries)
