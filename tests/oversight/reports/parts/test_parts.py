"""All parts of a report together: their order, their form, their language and their cost."""

import json
from datetime import timedelta

import pytest
from django.utils import translation

from home.models import InfoPage
from tests.factories import DepartmentFactory, NewsPageFactory, UserFactory
from tests.oversight.reports.parts.history import MONTH, QUARTER, YEAR, History, midnight
from tests.oversight.reports.parts.history import made_up as cases
from tests.oversight.reports.parts.test_keeping import made_up as findings
from tests.oversight.reports.parts.test_writing import CHINESE, enter
from unionsite.core import generation
from unionsite.core.charts import MAX_ROWS, MAX_SERIES
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.freshness.services import lay_plans
from unionsite.oversight.reports.pages import blocks_of, parts_on
from unionsite.oversight.reports.parts import parts_of
from unionsite.oversight.reports.rules import LENGTHS, ReportKind
from unionsite.oversight.scores.services import freeze, lay_items, open_period
from unionsite.oversight.visits.models import PageVisits
from unionsite.publishing.platforms.models import Platform, PlatformPost

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TITLES = {
    ReportKind.WORK: ["信息发布", "专栏专题", "解读回应", "办事服务", "互动交流", "安全防护", "移动新媒体", "创新发展"],
    ReportKind.BULLETIN: ["栏目更新", "网站运行", "答复办理", "检查与整改"],
    ReportKind.SCORES: ["考核结果", "稿件积分"],
}
REPORTS = [
    (ReportKind.WORK, QUARTER),
    (ReportKind.WORK, YEAR),
    (ReportKind.BULLETIN, MONTH),
    (ReportKind.SCORES, MONTH),
]
NAMES = ["work-quarter", "work-year", "bulletin", "scores"]


@pytest.fixture
def filled(tree):
    """`filled(number)` lays so much of everything that reports count."""

    def fill(number: int) -> None:
        history = History(number)
        places = [DepartmentFactory(code=f"p{order}", name=f"车间{order}") for order in range(number)]
        person = UserFactory()
        pages = [NewsPageFactory(parent=tree.news, department=place) for place in places]
        enter([(history.moment(), f"栏目{order % 30}", f"车间{order}", True, CHINESE) for order in range(number * 3)])
        starts = {span.start for spans in (MONTH, QUARTER, YEAR) for span in spans}
        days = [(day, page.pk) for day in starts for page in pages]
        PageVisits.objects.bulk_create(PageVisits(day=day, page_id=key, source="qr", times=3) for day, key in days)
        cases(history, places, number * 5)
        findings(history, places, number * 5)
        for order in range(number):
            account = Platform.objects.create(name=f"账号{order}", kind="wechat", department=places[order])
            at = midnight(MONTH[0].start)
            facts = {"state": "posted", "posted_at": at, "due_at": at, "url": "https://example.com/"}
            PlatformPost.objects.create(platform=account, title="稿", **facts)
        UpdatePlan.objects.all().delete()
        lay_plans()
        lay_items()
        period = open_period(length="month", year=2026, number=6, actor=person)
        freeze(period=period, actor=person, now=midnight(MONTH[0].stop) + timedelta(days=1))

    return fill


@pytest.mark.parametrize(("kind", "periods"), REPORTS, ids=NAMES)
@pytest.mark.parametrize("number", [0, 1, 30])
def test_every_part_has_the_form_of_figures(filled, kind, periods, number):
    filled(number)

    parts = parts_of(kind, *periods)

    titles = [part.title for part in parts]
    # Without a piece nobody has points.
    assert titles == [title for title in TITLES[kind] if title in titles or title != "稿件积分"]
    assert len({part.key for part in parts}) == len(parts)
    for part in parts:
        assert part.tables or part.ask
        assert len({table.key for table in part.tables}) == len(part.tables)
        for table in part.tables:
            assert table.rows
            assert all(len(row) == len(table.headings) for row in table.rows)
            assert all(isinstance(row[0], str) and row[0] for row in table.rows)
            kinds = {type(value) for row in table.rows for value in row}
            assert kinds <= {str, int, float, type(None)}
            if table.chart:
                numeric = [
                    column
                    for column in range(1, len(table.headings))
                    if any(isinstance(row[column], int | float) for row in table.rows)
                ]
                # None where all numbers of cases are few.
                assert numeric or table.key == "received"
                assert len(numeric) <= MAX_SERIES
                assert len(table.rows) <= MAX_ROWS


@pytest.mark.parametrize(("kind", "periods"), REPORTS, ids=NAMES)
def test_on_a_page_and_back(filled, kind, periods):
    filled(3)
    parts = parts_of(kind, *periods)
    read = parts_on(InfoPage(body=json.dumps(blocks_of(parts))).body)
    assert [part.title.partition("、")[2] for part in read] == [part.title for part in parts]
    for part, laid in zip(read, parts, strict=True):
        assert [(table.caption, table.headings, table.rows) for table in part.tables] == [
            (table.caption, table.headings, tuple(map(as_numbers, table.rows))) for table in laid.tables
        ]


def as_numbers(row: tuple) -> tuple:
    """Differences are written with their sign, and read as numbers."""
    return tuple(int(value) if str(value).lstrip("+-").isdigit() else value for value in row)


@pytest.mark.parametrize(("kind", "periods"), REPORTS, ids=NAMES)
def test_in_chinese_whoever_asks(filled, kind, periods):
    filled(1)
    wanted = parts_of(kind, *periods)
    with translation.override("en"):
        assert parts_of(kind, *periods) == wanted


@pytest.mark.parametrize(
    ("kind", "periods", "queries"),
    [(*report, queries) for report, queries in zip(REPORTS, (58, 58, 26, 10), strict=True)],
    ids=NAMES,
)
@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow(filled, django_assert_num_queries, kind, periods, queries, number):
    filled(number)
    generation.forget()
    with django_assert_num_queries(queries):
        parts_of(kind, *periods)


def test_every_kind_has_parts():
    assert set(TITLES) == set(LENGTHS)
