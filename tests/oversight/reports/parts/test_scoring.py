"""The 考核通报: what was frozen of departments and the site, and the points of pieces."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from tests.conftest import member
from tests.factories import DepartmentFactory, NewsPageFactory
from tests.oversight.reports.parts.history import LEAST, MONTH, midnight, rows_of, table_of
from unionsite.oversight.reports.parts import scoring
from unionsite.oversight.scores.models import HandLine, ScoreItem
from unionsite.oversight.scores.services import freeze, lay_items, open_period

pytestmark = pytest.mark.django_db
NOW, BEFORE = MONTH


@pytest.fixture
def clock():
    with time_machine.travel(midnight(NOW.today) + timedelta(hours=10), tick=False) as traveller:
        yield traveller


@pytest.fixture
def team(db):
    return member("初审", username="team", name="小组")


@pytest.fixture
def scored(team, departments, clock):
    """`scored(number)` opens a month in which one department loses 4 points and another is failed outright."""
    lay_items()
    items = {item.kind: item for item in ScoreItem.objects.filter(measure="").exclude(scope="site").order_by("pk")}

    def month(number: int):
        period = open_period(length="month", year=2026, number=number, actor=team)
        facts = {"period": period, "reason": "当事人的事", "entered_by": team, "entered_at": timezone.now()}
        HandLine.objects.create(department=departments[1], item=items["deduction"], times=2, **facts)
        HandLine.objects.create(department=departments[2], item=items["veto"], **facts)
        return period

    return month


def test_the_ranking_of_what_was_frozen(scored, team):
    period = scored(6)
    freeze(period=period, actor=team)
    # What happens later changes nothing.
    DepartmentFactory(code="new", name="新部门")

    part = scoring.results(NOW, BEFORE)

    assert table_of(part, "ranking").rows == (
        ("全站", 100.0, None, "—", "优秀"),
        ("部门0", 100.0, None, "第1名", "优秀"),
        ("部门1", 96.0, None, "第2名", "优秀"),
        ("部门2", 100.0, None, "第3名", "不合格（单项否决）"),
    )
    assert "请写明" in part.ask
    assert "当事人" not in str(part)


def test_the_month_before_stands_beside_once_it_is_frozen_too(scored, team):
    for number in (5, 6):
        freeze(period=scored(number), actor=team)
    assert rows_of(scoring.results(NOW, BEFORE), "ranking")["部门1"][:2] == (96.0, 96.0)


def test_what_is_not_frozen_has_no_result(scored):
    scored(6)
    assert scoring.results(NOW, BEFORE).tables == ()


def test_points_of_pieces(tree, scored, team, departments):
    freeze(period=scored(6), actor=team)
    one, two, _three = departments
    edges = [midnight(NOW.start), midnight(NOW.stop) - LEAST, midnight(NOW.stop), midnight(NOW.start) - LEAST]
    for department, moment in zip((one, one, one, two), edges, strict=True):
        page = NewsPageFactory(parent=tree.news, department=department, author="某某")
        Page.objects.filter(pk=page.pk).update(first_published_at=moment)

    part = scoring.points(NOW, BEFORE)

    assert table_of(part, "points").rows == (("部门0", 2.0, 0.0, "第1名", "2篇"),)
    assert "某某" not in str(part)


def test_no_points(scored):
    assert scoring.points(NOW, BEFORE).tables == ()
