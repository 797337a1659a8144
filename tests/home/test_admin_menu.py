"""The admin's menu: each entry of each role leads to the list that it names, and nobody is sent away."""

import json
import re
from collections import Counter

import pytest
from django.utils.html import strip_tags
from wagtail.admin.icons import get_icons
from wagtail.models import GroupPagePermission, Page

from tests.conftest import member, person
from tests.factories import NewsPageFactory
from unionsite.accounts.choices import Role

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROLES = [*(role.value for role in Role), "superuser"]
# Where the screen has another title than its entry.
TITLES = {"页面": "首页", "工作流设置": "工作流"}
# All that a person finds in the menu, the groups opened.
WATCH = ["问题与整改", "监督检查", "更新检查", "网站巡检", "信息发布登记", "报告与通报"]
OF_ALL = ["安全职责", "目标任务", "法律法规库"]
ENTRIES = {
    "信息员": [*OF_ALL, "页面", "审核工作台", "职工诉求", "活动", "图片", "文档", "竞赛题库"],
    "编辑": [
        *OF_ALL,
        "页面",
        "审核工作台",
        "来稿",
        "发布计划",
        "计划与实际",
        "平台发布任务",
        "平台台账",
        "图片",
        "媒体",
        "文档",
        "竞赛题库",
        "联系人和站点",
        "检查用词表",
        "搜索用词",
        "活动",
        "各部门投稿统计",
        "发布及时性",
        "浏览统计",
        "搜索词",
        "翻译",
        "久未更新的页面",
        "网站历史",
        "报告与通报",
    ],
    "初审": [
        *(*OF_ALL, *WATCH, "考核评分", "安全事件"),
        "审核工作台",
        "职工诉求",
        "发布计划",
        "计划与实际",
        "平台发布任务",
        "平台台账",
        "搜索用词",
        "搜索置顶",
        "活动",
        "各部门投稿统计",
        "发布及时性",
        "浏览统计",
        "搜索词",
        "常用语",
        "发言审核",
        "待复核事项",
    ],
    "终审": [
        *(*OF_ALL, *WATCH, "考核评分", "安全事件"),
        "审核工作台",
        "职工诉求",
        "活动",
        "浏览统计",
        "待复核事项",
    ],
    "应急下线": OF_ALL,
    "举报办理": [*OF_ALL, "职工诉求", "待复核事项"],
    "安全管理员": [
        *(*OF_ALL, *WATCH, "备份与恢复", "安全事件", "后台账号", "待复核事项"),
        "安全设置",
        "放行记录",
        "公开文字的改动",
    ],
    "审计员": [*OF_ALL, *WATCH, "考核评分", "安全事件", "浏览统计", "审计日志", "放行记录", "公开文字的改动"],
}


def menu(client) -> tuple[list[dict], str]:
    """What the sidebar of the first page is drawn from: its entries in order, and the name shown below them."""
    html = client.get("/admin/").content.decode()
    props = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    main = json.loads(props)["modules"][-1]["_args"]
    return main[0], main[2]["name"]


def entries(items: list[dict]):
    """Every entry that leads somewhere, those of groups in their place, without the keyboard's."""
    for item in items:
        what, *below = item["_args"]
        if item["_type"].endswith("SubMenuItem"):
            yield from entries(below[0])
        elif what["url"] != "#":
            yield what


def icons(items: list[dict]):
    for item in items:
        yield item["_args"][0]["icon_name"]
        if item["_type"].endswith("SubMenuItem"):
            yield from icons(item["_args"][1])


def drawing(name: str) -> str:
    """What an icon looks like; some of Wagtail's names stand for the same picture."""
    return re.search(rf'<symbol id="icon-{name}"[^>]*>(.*?)</symbol>', get_icons(), re.DOTALL)[1]


def title_of(html: str) -> str:
    return " ".join(strip_tags(re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]).split())


@pytest.mark.parametrize("role", ROLES)
def test_each_entry_opens_the_list_it_names(client, tree, role):
    client.force_login(person(role))
    NewsPageFactory(parent=tree.news, live=False)
    opened = list(entries(menu(client)[0]))
    assert opened
    for entry in opened:
        answer = client.get(entry["url"], follow=True)
        assert answer.status_code == 200, entry
        where = [address for address, _status in answer.redirect_chain]
        assert "/admin/" not in where, f"{entry['label']} sends {role} back to the first page"
        # A list, not the first of the forms beside it; settings are forms by themselves.
        ends = answer.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
        assert ends not in ("import", "decide", "export", "new", "add"), entry
        label = TITLES.get(entry["label"], entry["label"])
        html = answer.content.decode()
        assert label in title_of(html) or f">{label}<" in re.sub(r"\s*\n\s*", "", html), (entry, title_of(html))


@pytest.mark.parametrize("role", ENTRIES)
def test_what_each_role_finds(client, tree, role):
    client.force_login(person(role))
    assert sorted(entry["label"] for entry in entries(menu(client)[0])) == sorted(ENTRIES[role])


@pytest.mark.parametrize("role", ROLES)
def test_no_two_entries_have_the_same_name_or_icon_or_address(client, tree, role):
    client.force_login(person(role))
    items = menu(client)[0]
    found = list(entries(items))
    for seen in (map(drawing, icons(items)), (entry["label"] for entry in found), (entry["url"] for entry in found)):
        assert not [what for what, times in Counter(seen).items() if times > 1]


@pytest.mark.parametrize("role", ["系统管理员", "superuser"])
def test_many_entries_are_grouped(client, tree, role):
    """No more than a person takes in at a glance: groups and single entries, and in each group."""
    client.force_login(person(role))
    items = menu(client)[0]
    assert len(items) <= 12
    assert max(len(item["_args"][1]) for item in items if item["_type"].endswith("SubMenuItem")) <= 10


def test_pages_open_at_home_or_where_the_rights_are(client, tree, author):
    client.force_login(author)
    assert next(entries(menu(client)[0]))["url"] == f"/admin/pages/{tree.home.pk}/"
    GroupPagePermission.objects.filter(group__name="信息员").update(page=Page.objects.get(pk=tree.culture.pk))
    client.force_login(author)
    assert next(entries(menu(client)[0]))["url"] == f"/admin/pages/{tree.culture.pk}/"


def test_the_sidebar_shows_the_persons_name(client, tree):
    user = member("初审", username="first", name="陈向远")
    client.force_login(user)
    assert menu(client)[1] == "陈向远"
    user.refresh_from_db()
    assert user.first_name == ""


def test_the_root_of_all_languages_has_a_name(admin_client, tree):
    html = admin_client.get("/admin/pages/").content.decode()
    assert "全部语言" in html
    assert ">Root<" not in html
