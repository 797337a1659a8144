"""The ledger of updates, planned beside real, blank pages and the plans, through HTTP (S-7.3, S-7.4)."""

import io
import json
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Locale, Page

from tests.conftest import member
from tests.factories import CasePageFactory, InfoPageFactory, NewsPageFactory, PlainPageFactory
from tests.oversight.freshness.conftest import NOW, TODAY, piece
from unionsite.audit.models import AuditEntry
from unionsite.oversight.freshness.models import UpdatePlan, public
from unionsite.oversight.freshness.queries import states_of

pytestmark = pytest.mark.django_db
LEDGER, MONTHS, BLANK, PLANS = (f"/admin/freshness/{name}" for name in ("", "months/", "blank/", "plans/"))


@pytest.fixture
def browser(client, plans, team):
    client.force_login(team)
    return client


def rows(browser, address: str):
    response = browser.get(address)
    assert response.status_code == 200
    return list(response.context["object_list"])


def test_the_ledger_says_when_each_section_goes_stale(browser, tree, owner, plans):
    UpdatePlan.objects.filter(pk=plans["工作动态"].pk).update(owner=owner)
    page = piece(tree.news, 10, title="职代会召开")
    piece(tree.culture, 15, InfoPageFactory)
    html = browser.get(LEDGER).content.decode()
    for words in ("职代会召开", "2026-04-28", "2026-05-12", "5月13日起超期", "林秋实", "及时", "重点", "空白栏目"):
        assert words in html
    assert "已从5月8日起超期" in html
    assert reverse("wagtailadmin_pages:history", args=[page.pk]) in html


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("state=stale", ["企业文化"]),
        ("state=fresh", ["首页", "工作动态"]),
        ("state=blank&key=yes", ["权益保障", "交流互动", "其他资讯"]),
        ("state=x", []),
        ("key=x", []),
        ("p=99&state=stale", ["企业文化"]),
    ],
)
def test_filters(browser, tree, query, places):
    piece(tree.news, 1)
    piece(tree.culture, 15, InfoPageFactory)
    assert [str(row.plan) for row in rows(browser, f"{LEDGER}?{query}")] == places
    assert browser.get(f"{LEDGER}results/?{query}").status_code == 200


def test_only_what_readers_can_read_in_chinese_is_an_update(browser, tree, plans):
    NewsPageFactory(parent=tree.news, live=False)
    page = piece(tree.news, 40, title="旧闻")
    page.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)
    Page.objects.filter(pk=piece(tree.news, 1).pk).update(expire_at=timezone.now() - timedelta(hours=1))
    PlainPageFactory(parent=tree.home, first_published_at=NOW)
    last = {str(row.plan): row.last and row.last.title for row in rows(browser, LEDGER)}
    assert last["工作动态"] == last["首页"] == "旧闻"


def test_a_kind_is_updated_by_its_own_pieces(browser, tree, plans):
    piece(tree.info, 30, InfoPageFactory, kind="notice", title="停水通知")
    piece(tree.info, 1, InfoPageFactory, kind="reading", title="读一本书")
    last = {str(row.plan): row.last and row.last.title for row in rows(browser, LEDGER)}
    assert (last["其他资讯"], last["其他资讯·通知公告"]) == ("读一本书", "停水通知")


def test_planned_stands_beside_real_by_month(browser, tree, plans, clock):
    UpdatePlan.objects.filter(pk=plans["工作动态"].pk).update(monthly=4, laid_on=TODAY.replace(month=4))
    for days in (1, 2, 30, 45):
        piece(tree.news, days)
    news = next(row for row in rows(browser, MONTHS) if str(row.plan) == "工作动态")
    assert news.real == (0,) * 9 + (1, 1, 2)
    html = browser.get(MONTHS).content.decode()
    assert "2/4" in html
    assert "1/4" in html
    assert "0/4" not in html, "no plan before it was made"
    sheet = load_workbook(io.BytesIO(browser.get(f"{MONTHS}export/?format=xlsx").content)).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["工作动态", None, 4, *[0] * 9, 1, 1, 2, 4] in table


def test_a_month_counts_what_was_taken_down_since(browser, tree, plans):
    page = piece(tree.news, 2)
    page.unpublish()
    assert next(row for row in rows(browser, MONTHS) if str(row.plan) == "工作动态").total == 1


def test_files_hold_the_filtered_rows(browser, tree):
    piece(tree.news, 1, title="=1+1")
    text = browser.get(f"{LEDGER}export/?state=fresh&format=csv").content.decode("utf-8-sig")
    assert "工作动态,,是,及时,'=1+1," in text
    assert "企业文化" not in text
    assert browser.get(f"{LEDGER}export/?state=x").status_code == 302


def test_pages_without_content_or_date_are_listed(browser, tree):
    empty = json.dumps([{"type": "paragraph", "value": "<p> </p>", "id": "p"}])
    blank = piece(tree.news, 1, title="空白的一页", body=empty)
    piece(tree.news, 1, title="有字的一页")
    undated = piece(tree.news, 1, title="没有日期的一页")
    Page.objects.filter(pk=undated.pk).update(first_published_at=None)
    NewsPageFactory(parent=tree.news, live=False, body=empty)
    CasePageFactory(parent=tree.rights, title="事实在别的栏里", body="[]")
    assert [(row.pk, row.is_blank) for row in rows(browser, BLANK)] == [(undated.pk, False), (blank.pk, True)]
    html = browser.get(BLANK).content.decode()
    assert "正文没有文字和图片" in html
    assert "没有发布日期" in html


def test_a_site_without_plans_says_so(client, team, tree):
    client.force_login(team)
    assert "还没有更新计划" in client.get(LEDGER).content.decode()
    assert client.get(MONTHS).status_code == 200


# --- The plans ---


def form(section, **changes) -> dict:
    data = {"section": section.pk, "kind": "", "limit_days": 30, "monthly": 2, "owner": "", "note": ""}
    return data | changes


def test_the_team_adds_changes_and_deletes_a_plan(browser, tree, team, owner):
    browser.post(f"{PLANS}new/", form(tree.news, kind="training", owner=owner.pk, is_key="on"))
    plan = UpdatePlan.objects.get(kind="training")
    assert (plan.limit_days, plan.owner, plan.is_key, plan.laid_on) == (30, owner, True, TODAY)
    browser.post(f"{PLANS}edit/{plan.pk}/", form(tree.news, kind="training", limit_days=60))
    plan.refresh_from_db()
    assert plan.limit_days == 60
    browser.post(f"{PLANS}delete/{plan.pk}/")
    assert not UpdatePlan.objects.filter(kind="training").exists()
    entries = AuditEntry.objects.filter(action="update_plan_changed", actor_id=team.pk).order_by("number")
    assert [entry.detail["action"] for entry in entries] == ["create", "edit", "delete"]
    assert {entry.subject_id for entry in entries} == {str(plan.pk)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "policy"}, "这个栏目里没有这个类别"),
        ({"kind": "no such"}, "no such"),
        ({}, "已经有更新计划了"),
        ({"limit_days": 0, "kind": "training"}, "1"),
        ({"limit_days": 99999999999999999999, "kind": "training"}, "730"),
        ({"section": 99999999999999999999}, "选择"),
        ({"note": "字" * 201, "kind": "training"}, "200"),
    ],
)
def test_a_plan_that_makes_no_sense_is_told_so(browser, tree, changes, words):
    number = UpdatePlan.objects.count()
    response = browser.post(f"{PLANS}new/", form(tree.news) | changes)
    assert response.status_code == 200
    assert words in json.dumps(response.context["form"].errors, ensure_ascii=False)
    assert UpdatePlan.objects.count() == number


@pytest.mark.parametrize("role", ["终审", "编辑"])
def test_others_change_no_plan_and_find_no_way_there(client, plans, role):
    client.force_login(member(role))
    assert client.get(f"{PLANS}new/").status_code in (302, 403)
    if role == "编辑":
        assert client.get(PLANS).status_code in (302, 403)
        assert LEDGER not in client.get(reverse("wagtailadmin_home")).text


def test_it_is_a_tab_beside_the_other_checks(browser):
    assert LEDGER in browser.get("/admin/inspections/").content.decode()


# --- For the first page ---


@pytest.mark.parametrize(("days", "is_near"), [(12, True), (1, False)])
def test_a_section_whose_day_is_near_waits_for_who_answers_for_it(client, tree, plans, team, author, days, is_near):
    UpdatePlan.objects.filter(section=tree.news, kind="").update(owner=author)
    piece(tree.news, days)
    client.force_login(author)
    assert ("更新栏目：" in client.get("/admin/work/").text) == is_near
    client.force_login(team)
    assert "更新栏目：" not in client.get("/admin/work/").text


def test_the_dashboard_counts_in_two_queries(tree, plans, django_assert_num_queries):
    piece(tree.news, 12)
    piece(tree.culture, 15, InfoPageFactory)
    # What the process remembers of the site and its types.
    list(public()[:1])
    with django_assert_num_queries(2):
        found = Counter(row.state for row in states_of(UpdatePlan.objects.select_related("section"), TODAY))
    assert found == {"stale": 1, "soon": 2, "blank": 5}
