"""The admin's menu: each entry of each role leads to the list that it names, and nobody is sent away."""

import re
from collections import Counter

import pytest
from django.utils.html import strip_tags
from wagtail.admin.icons import get_icons
from wagtail.models import GroupPagePermission, Page

from home.menu import MENU, Waiting
from tests.conftest import member, person
from tests.factories import NewsPageFactory
from tests.sidebar import drawn, entries, menu
from unionsite.accounts.choices import Role
from unionsite.publishing.platforms.choices import PlatformKind
from unionsite.publishing.platforms.models import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROLES = [*(role.value for role in Role), "superuser"]
# The tabs that a line of the menu can have; the others are lists of that name.
TABS = {
    "审核工作台": ["审核工作台", "来稿", "范文"],
    "发布计划": ["发布计划", "计划与实际", "平台台账"],
    "职工诉求": ["职工诉求", "常用语"],
    "活动": ["活动", "意见征集", "竞赛题库", "发言审核"],
    "检查": ["监督检查", "更新检查", "网站巡检"],
    "安全": ["安全职责", "安全事件", "应急开关", "待复核事项"],
    "素材": ["图片", "媒体", "文档", "法律法规库"],
    "用词": ["检查用词表", "搜索用词", "搜索置顶", "搜索词"],
    "人员与账号": ["职工", "部门", "后台账号"],
    "统计": ["各部门投稿统计", "发布及时性", "浏览统计", "稿件积分", "翻译"],
    "日志和备份": ["审计日志", "备份与恢复"],
    "发布台账": ["信息发布登记", "放行记录", "公开文字的改动"],
    # One page by sections, or for whom it has one entry that entry.
    "设置": ["设置", "联系人和站点", "安全设置"],
    "页面": ["首页"],
}
# All that a person finds in the menu when nothing waits, the groups opened: what stands for several lists is one line.
WATCH = ["问题与整改", "检查", "安全", "报告与通报"]
ENTRIES = {
    "信息员": ["页面", "审核工作台", "职工诉求", "活动", "素材"],
    "编辑": ["页面", "审核工作台", "发布计划", "活动", "报告与通报", "素材", "用词", "统计", "设置"],
    "初审": [*WATCH, "审核工作台", "发布计划", "职工诉求", "活动", "考核评分", "用词", "统计", "发布台账"],
    "终审": [*WATCH, "审核工作台", "职工诉求", "活动", "考核评分", "目标任务", "统计", "发布台账"],
    # Take pages down where these are read.
    "应急下线": [],
    "举报办理": ["职工诉求", "安全"],
    "系统管理员": [
        *WATCH,
        "页面",
        "审核工作台",
        "发布计划",
        "活动",
        "素材",
        "用词",
        "人员与账号",
        "统计",
        "发布台账",
        "日志和备份",
        "设置",
    ],
    "安全管理员": [*WATCH, "人员与账号", "发布台账", "日志和备份", "设置"],
    "审计员": [*WATCH, "考核评分", "统计", "发布台账", "日志和备份"],
}
# How many lines of the menu a role may have, whatever waits; these only fall.
MOST_LINES = {
    "信息员": 8,
    "编辑": 12,
    "初审": 14,
    "终审": 12,
    "应急下线": 2,
    "举报办理": 4,
    "系统管理员": 18,
    "安全管理员": 10,
    "审计员": 8,
    "superuser": 23,
}


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
    for entry in entries(menu(client)[0]):
        html = opened(client, role, entry["label"], entry["url"])
        assert any(tab in title_of(html) for tab in TABS.get(entry["label"], [entry["label"]])), entry


def opened(client, role: str, label: str, url: str) -> str:
    """Open a list from the menu or from a tab, and return it."""
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, label
    where = [address for address, _status in answer.redirect_chain]
    assert "/admin/" not in where, f"{label} sends {role} back to the first page"
    # A list, not the first of the forms beside it; settings are forms by themselves.
    ends = answer.request["PATH_INFO"].rstrip("/").rpartition("/")[2]
    assert ends not in ("import", "decide", "export", "new", "add"), label
    return answer.content.decode()


def tabs(html: str) -> list[tuple[str, str]]:
    """Address and words of each tab above a screen."""
    bar = re.search(r'<nav class="screen-tabs"[^>]*>(.*?)</nav>', html, re.DOTALL)
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', bar[1], re.DOTALL) if bar else []
    return [(url, strip_tags(name).strip()) for url, name in found]


@pytest.mark.parametrize("role", ROLES)
def test_each_tab_opens_its_list_and_is_the_current_one_there(client, tree, role):
    client.force_login(person(role))
    for entry in entries(menu(client)[0]):
        found = tabs(client.get(entry["url"], follow=True).content.decode())
        if found and entry["label"] != "设置":
            assert found[0][0] == entry["url"], entry
            names = [name for _url, name in found]
            assert names == [name for name in TABS[entry["label"]] if name in names], entry
        for url, name in found:
            html = opened(client, role, name, url)
            assert name in title_of(html), (name, title_of(html))
            assert tabs(html) == found
            assert f'<a href="{url}" aria-current="page">{name}</a>' in html
            # The line of the menu leads to where one is, so the sidebar marks it.
            line = next(one for one in entries(drawn(html)[0]) if one["label"] == entry["label"])
            assert line["url"] == url


@pytest.mark.parametrize("role", ROLES)
def test_no_role_has_more_lines_than_it_can_take_in(client, tree, role):
    client.force_login(person(role))
    waiting = [part for part in MENU if isinstance(part, Waiting)]
    found = list(entries(menu(client)[0]))
    shown = {url for entry in found for url, _name in tabs(client.get(entry["url"], follow=True).content.decode())}
    could_wait = [part for part in waiting if f"/admin/{part.address}" in shown | {entry["url"] for entry in found}]
    assert len(found) + len(could_wait) <= MOST_LINES[role]


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


@pytest.mark.wing("activities")
def test_what_waits_is_a_line_with_its_number(client, tree):
    from interact.activities.discussions.choices import PostState
    from tests.interact.activities.discussions.talking import a_discussion, a_post

    client.force_login(person("初审"))
    page = a_discussion(tree)

    def lines():
        found = entries(menu(client)[0])
        return [(entry["label"], entry["url"]) for entry in found if "发言" in entry["label"]]

    assert not lines()
    post = a_post(page, state=PostState.WAITING)
    assert lines() == [("发言审核（1）", "/admin/posts/")]
    post.delete()
    assert not lines()
    # It is found where it belongs all the same.
    assert ("/admin/posts/", "发言审核") in tabs(client.get("/admin/activities/").content.decode())


def test_platforms_have_tabs_where_some_are_kept(client, tree, department):
    client.force_login(person("编辑"))
    menu(client)
    assert [name for _url, name in tabs(client.get("/admin/plan/").text)] == ["发布计划", "计划与实际"]
    Platform.objects.create(name="工会公众号", kind=PlatformKind.WECHAT, department=department)
    menu(client)
    names = [name for _url, name in tabs(client.get("/admin/plan/").text)]
    assert names == ["发布计划", "计划与实际", "平台发布任务", "平台台账"]


def test_settings_are_found_by_a_word(client, tree):
    client.force_login(person("superuser"))
    found = client.get("/admin/all-settings/")
    sections = [(str(label), [link["label"] for link in links]) for label, links in found.context["sections"]]
    assert [label for label, _links in sections] == [
        "网站",
        "诉求和活动",
        "安全",
        "高级：权限和结构",
        "高级：页面和流程",
    ]
    assert all(link["text"] for _label, links in found.context["sections"] for link in links)
    found = client.get("/admin/all-settings/", {"q": "备案"})
    assert [link["label"] for _label, links in found.context["sections"] for link in links] == ["网站信息"]
    assert "没有名称或者说明里有这个词的一项" in client.get("/admin/all-settings/", {"q": "没有的词"}).text


def test_settings_lead_back_to_all_of_them(client, tree):
    client.force_login(person("superuser"))
    assert tabs(client.get("/admin/workdays/").text) == [("/admin/all-settings/", "设置")]
    # Nothing to go back to for who has but one.
    client.force_login(person("编辑"))
    assert tabs(client.get("/admin/contacts/").text) == []
    assert client.get("/admin/all-settings/").text.count("<li><svg") == 1


def test_who_has_no_settings_sees_none_and_structure_is_for_root(client, tree):
    client.force_login(person("审计员"))
    assert client.get("/admin/all-settings/").status_code == 302
    client.force_login(person("系统管理员"))
    assert "高级" not in client.get("/admin/all-settings/").text


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
