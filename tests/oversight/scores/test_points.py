"""Points of accepted pieces: counted by hand and by the page, exported; registers of levels, adoptions, rewards."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory
from unionsite.oversight.scores import queries, rules
from unionsite.oversight.scores.choices import By
from unionsite.oversight.scores.models import Adoption, Level, Reward

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/scores/points/"
APRIL = "length=month&year=2026&number=4"


def piece(tree, title, day, department, author):
    moment = datetime(2026, *day, 9, tzinfo=timezone.get_default_timezone())
    return NewsPageFactory(
        parent=tree.news, title=title, department=department, author=author, first_published_at=moment
    )


@pytest.fixture
def pieces(tree, april):
    """Levels 1, 2, 5 and 10 points; of April: 一 with a headline, 二 and 三; of March: 零, adopted above in April."""
    one, two = (DepartmentFactory(code=name, name=name) for name in ("一车间", "二车间"))
    made = [
        piece(tree, "零", (3, 31), one, "甲"),
        piece(tree, "一", (4, 1), one, "甲、乙"),
        piece(tree, "二", (4, 30), two, "丙"),
        piece(tree, "三", (4, 30), two, "丙"),
    ]
    headline, above = Level.objects.get(name="本网首页头条"), Level.objects.get(name="上级工会采用")
    Adoption.objects.create(piece=made[1].piecepage_ptr, level=headline, adopted_on=date(2026, 4, 2), where="首页")
    Adoption.objects.create(piece=made[0].piecepage_ptr, level=above, adopted_on=date(2026, 4, 3), where="市总")
    return made


def rows(by, length="month", number=4):
    span = rules.span_of(length, 2026, number, date(2026, 5, 8))
    return [(row.place, *row.who, row.pieces, row.points) for row in rules.ranking(queries.awards(span, by))]


def test_s85_points_of_departments_and_authors_by_month_quarter_and_year(pieces):
    assert rows(By.DEPARTMENT) == [(1, "一车间", 1, Decimal(8)), (2, "二车间", 2, Decimal(2))]
    assert rows(By.PERSON) == [
        (1, "甲", "一车间", 1, Decimal(8)),
        (2, "乙", "一车间", 1, Decimal(3)),
        (3, "丙", "二车间", 2, Decimal(2)),
    ]
    assert rows(By.DEPARTMENT, "quarter", 1) == [(1, "一车间", 1, Decimal(1))]
    assert rows(By.DEPARTMENT, "year", 1) == [(1, "一车间", 2, Decimal(9)), (2, "二车间", 2, Decimal(2))]


def test_s86_equal_points_share_a_place_on_the_page_and_in_the_file(desk, team, tree, pieces):
    third = DepartmentFactory(code="三车间", name="三车间")
    piece(tree, "四", (4, 5), third, "丁")
    piece(tree, "五", (4, 6), third, "丁")
    browser = desk(team)

    page = browser.get(f"{ADDRESS}?by=department&{APRIL}").text
    file = browser.get(f"{ADDRESS}?by=department&{APRIL}&format=xlsx")

    assert "三车间" in page
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert [[cell.value for cell in row] for row in sheet] == [
        ["名次", "部门", "采用篇数", "积分"],
        [1, "一车间", 1, 8],
        [2, "三车间", 2, 2],
        [2, "二车间", 2, 2],
    ]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?by=nobody",
        "?by=person&length=month&year=1&number=1",
        "?by=person&length=month&year=9999999999999&number=1&format=xlsx",
        "?by=person&length=year&year=2999&number=",
    ],
)
def test_a_question_that_makes_no_sense_has_no_answer(desk, team, pieces, query):
    page = desk(team).get(f"{ADDRESS}{query}")

    assert page.status_code == 200
    assert "这一期没有采用的稿件。" in page.text


def test_who_sees_the_ranking(desk, scored, april):
    assert desk(scored).get(ADDRESS).status_code == 302
    assert desk(member("审计员", username="auditor")).get(ADDRESS).status_code == 200


def test_an_adoption_is_entered_once_and_not_for_the_future(desk, team, pieces):
    level = Level.objects.get(name="上级工会采用")
    sent = {"piece": pieces[2].pk, "level": level.pk, "adopted_on": "2026-05-01", "where": "市总工会网站"}
    browser = desk(team)

    assert browser.post("/admin/scores/adoptions/new/", sent).status_code == 302
    assert "这篇稿件已经登记过这个级别。" in browser.post("/admin/scores/adoptions/new/", sent).text
    sent |= {"piece": pieces[3].pk, "adopted_on": "2026-05-09"}
    assert "请核对日期" in browser.post("/admin/scores/adoptions/new/", sent).text
    assert Adoption.objects.count() == 3
    assert "二" in browser.get("/admin/scores/adoptions/").text
    newest = Adoption.objects.order_by("-pk").first()
    assert "小组" in browser.get(f"/admin/scores/adoptions/history/{newest.pk}/").text


def test_s86_rewards_are_recorded(desk, team, april):
    browser = desk(team)
    sent = {"department": "", "person": "", "what": "优秀信息员", "rewarded_on": "2026-05-01", "note": ""}

    assert "请写明奖励的部门或个人。" in browser.post("/admin/scores/rewards/new/", sent).text
    browser.post("/admin/scores/rewards/new/", sent | {"person": "田晓禾"})

    assert Reward.objects.get().person == "田晓禾"
    assert "田晓禾" in browser.get("/admin/scores/rewards/").text


def test_only_one_level_is_that_of_our_own_site(desk, team, april):
    level = Level.objects.get(name="本网首页头条")

    answer = desk(team).post(
        f"/admin/scores/levels/edit/{level.pk}/", {"name": level.name, "points": "2", "is_own": "on"}
    )

    assert "已有另一个级别是“本网发布即得”。" in answer.text


def test_items_are_edited_by_who_handles_and_read_by_the_auditor(desk, team, april):
    page = desk(team).get("/admin/scores/items/").text
    assert "职工诉求没有按期答复" in page
    auditor = desk(member("审计员", username="auditor"))
    assert auditor.get("/admin/scores/items/").status_code == 200
    assert auditor.get("/admin/scores/items/new/").status_code == 302
