"""信息公开 through HTTP: rules, reports, figures, corrections, who watches; in both languages, from memory (S-8.9)."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from interact.channels.records import Channel
from interact.models import Case
from search.models import SearchEntry
from tests.clients import site_map_of
from tests.conftest import forget_everything
from tests.factories import NOON, InfoPageFactory, RulesPageFactory
from tests.interact.submitting import lay_routing, send
from tests.releasing import translate
from unionsite.core.models import SiteSettings
from unionsite.oversight.findings.choices import Source, State
from unionsite.oversight.findings.models import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ADDRESS = "/disclosure/"


def html_of(client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def part(client, name: str, address: str = ADDRESS) -> str:
    """One section of the page."""
    return html_of(client, address).partition(f'aria-labelledby="{name}"')[2].partition("</section>")[0]


def cells(part: str) -> list[list[str]]:
    """The rows of the tables in a part, as words."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


@pytest.fixture
def cases(db):
    """`cases(channel, number, month=4)`: so many of that month, answered in time, and one that was late."""
    lay_routing()

    def lay(channel: Channel, number: int, *, month: int = 4, year: int = 2026) -> None:
        for at in range(number + 1):
            case = send(channel, now=timezone.make_aware(datetime(year, month, 2 + at, 9))).case
            Case.objects.filter(pk=case.pk).update(
                first_replied_on=date(year, month, 20), was_on_time=at < number, satisfaction=""
            )

    return lay


def mended(closed_at: datetime, **fields) -> Finding:
    found = {"source": Source.READER, "state": State.CLOSED, "title": "食堂电话少了一位", "found_at": NOON} | fields
    return Finding.objects.create(closed_at=closed_at, **found)


# --- Without anything ---


def test_an_empty_site_says_what_will_be_there(client, tree):
    html = html_of(client)
    for words in ("还没有公布规章制度", "还没有公布报告和通报", "今年还没有可以公布的月份", "还没有收到网站纠错"):
        assert words in html
    assert "即将公布" in html


def test_headings_leave_out_no_level(client, tree):
    RulesPageFactory(parent=tree.home)
    InfoPageFactory(parent=tree.info, kind="disclosure")
    levels = [int(level) for level in re.findall(r"<h(\d)", html_of(client))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# --- Rules and reports ---


def test_rules_stand_with_version_and_day(client, tree):
    rules = RulesPageFactory(parent=tree.home, title="网站信息发布规范", version="1.2", effective_date=date(2026, 3, 1))
    html = part(client, "rules")
    for words in (f'<a href="{rules.url}">网站信息发布规范</a>', "版本1.2", "自2026-03-01起施行"):
        assert words in html


def test_reports_come_newest_first_and_nothing_else(client, tree):
    InfoPageFactory(parent=tree.info, kind="disclosure", title="一季度网站工作通报")
    InfoPageFactory(parent=tree.info, kind="disclosure", title="二季度网站工作通报")
    InfoPageFactory(parent=tree.info, kind="notice", title="停电通知")
    InfoPageFactory(parent=tree.info, kind="disclosure", title="没有审完的通报", live=False)
    html = part(client, "reports")
    assert html.index("二季度网站工作通报") < html.index("一季度网站工作通报")
    assert "停电通知" not in html
    assert "没有审完的通报" not in html


def test_reports_are_filtered_by_year_and_paged(client, tree):
    for number in range(17):
        InfoPageFactory(parent=tree.info, kind="disclosure", title=f"通报第{number}号")
    InfoPageFactory(
        parent=tree.info, kind="disclosure", title="上一年度工作报告", first_published_at=NOON.replace(year=2025)
    )
    first, second = part(client, "reports"), part(client, "reports", f"{ADDRESS}?page=2")
    assert "通报第16号" in first
    assert 'href="?page=2#reports"' in first
    assert "上一年度工作报告" in second
    narrowed = part(client, "reports", f"{ADDRESS}?year=2025")
    assert "上一年度工作报告" in narrowed
    assert "通报第" not in narrowed
    assert "这一年没有公布" in part(client, "reports", f"{ADDRESS}?year=2019")


@pytest.mark.parametrize("query", ["?page=x", "?page=999", "?year=0", "?year=abc", "?kind=notice&tag=x", "?page=-1"])
def test_what_makes_no_sense_in_the_address_is_ignored(client, tree, query):
    InfoPageFactory(parent=tree.info, kind="disclosure", title="一季度网站工作通报")
    assert "一季度网站工作通报" in part(client, "reports", ADDRESS + query)


def test_what_was_published_meanwhile_appears_at_once(client, tree, django_capture_on_commit_callbacks):
    html_of(client)
    with django_capture_on_commit_callbacks(execute=True):
        InfoPageFactory(parent=tree.info, kind="disclosure", title="二季度网站工作通报")
    assert "二季度网站工作通报" in html_of(client)


# --- Figures and corrections ---


def test_the_months_of_this_year_are_told_as_on_the_page_of_all_figures(client, tree, cases):
    cases(Channel.SUGGESTION, 7, month=4)
    cases(Channel.QUESTION, 2, month=2)
    cases(Channel.QUESTION, 8, month=11, year=2025)
    html = part(client, "figures")
    assert cells(html)[1:] == [["2026年4月", "8", "8", "87%"], ["2026年2月", "少于5件", "少于5件", "–"]]
    assert "4月的办理情况" in html
    assert 'href="/interact/answers/figures/"' in html


def test_corrections_are_counted_by_month_of_two_years(client, tree, cases):
    cases(Channel.CORRECTION, 6, month=4)
    cases(Channel.CORRECTION, 5, month=12, year=2025)
    cases(Channel.CORRECTION, 9, month=12, year=2024)
    mended(NOON - timedelta(days=30))
    html = part(client, "corrections")
    assert [row for row in cells(html) if row[0] != "月份"] == [
        ["2026年4月", "7", "6", "1"],
        ["2025年12月", "6", "5", "0"],
    ]
    assert "2026年已改正<strong>1</strong>处" in html


def test_the_running_month_is_not_told(client, tree, cases):
    cases(Channel.CORRECTION, 6, month=5)
    mended(NOON)
    assert "还没有收到网站纠错" in part(client, "corrections")


def test_only_what_readers_found_and_somebody_mended_counts(client, tree):
    before = NOON - timedelta(days=30)
    mended(before, source=Source.HEALTH)
    mended(before, state=State.DISMISSED)
    assert "还没有收到网站纠错" in part(client, "corrections")


def test_neither_titles_nor_words_nor_small_numbers_are_told(client, tree, cases):
    cases(Channel.CORRECTION, 2)
    mended(NOON - timedelta(days=30), title="食堂电话少了一位")
    html = html_of(client)
    assert "食堂" not in html.partition("<main")[2].partition("</main>")[0]
    assert ["2026年4月", "少于5件", "少于5件", "1"] in cells(part(client, "corrections"))


def test_the_number_of_few_others_cannot_be_computed(client, tree, cases):
    cases(Channel.CORRECTION, 6)
    cases(Channel.SUGGESTION, 1)
    assert ["2026年4月", "–", "–", "0"] in cells(part(client, "corrections"))


# --- Who watches, and the ways here ---


def test_it_says_who_watches_and_how_to_reach_them(client, tree, cases):
    SiteSettings.objects.update(report_phone="0000-12345", report_email="report@example.com")
    lay_routing()
    html = html_of(client).partition('aria-labelledby="watchers"')[2].partition("</aside>")[0]
    for words in ('href="tel:0000-12345"', 'href="mailto:report@example.com"', 'href="/interact/correction/"'):
        assert words in html


def test_ways_lead_here(client, tree):
    assert '<li><a href="/disclosure/">信息公开</a></li>' in html_of(client, "/")
    assert 'href="/disclosure/"' in html_of(client, "/info/").partition("<main")[2].partition("</main>")[0]
    assert "<loc>http://127.0.0.1:8000/disclosure/</loc>" in site_map_of(client)
    assert SearchEntry.objects.filter(kind="oversight.disclosurepage").exists()
    assert "disclosure" not in html_of(client).partition('class="nav"')[2].partition("</nav>")[0]


def test_the_search_knows_reports_as_a_kind(client, tree, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        InfoPageFactory(parent=tree.info, kind="disclosure", title="一季度网站工作通报")
    assert "信息公开" in html_of(client, f"{reverse('search')}?q=通报&kind=disclosure")


def test_english_lists_true_translations_only(client, tree):
    bulletin = InfoPageFactory(parent=tree.info, kind="disclosure", title="一季度网站工作通报")
    InfoPageFactory(parent=tree.info, kind="disclosure", title="二季度网站工作通报")
    translate(bulletin, locale=tree.en.locale, texts={bulletin.title: "Bulletin of the first quarter"})
    html = html_of(client, "/en/disclosure/").partition("<main")[2].partition("</main>")[0]
    assert "Bulletin of the first quarter" in html
    assert "季度网站工作通报" not in html
    assert 'href="/disclosure/"' in html


@pytest.mark.parametrize("rows", [1, 20])
def test_the_number_of_queries_does_not_grow(client, tree, cases, assert_sql, rows):
    for number in range(rows):
        RulesPageFactory(parent=tree.home, title=f"规章{number}")
        InfoPageFactory(parent=tree.info, kind="disclosure", title=f"通报{number}")
        mended(NOON - timedelta(days=30))
    cases(Channel.CORRECTION, 6)
    html_of(client)
    with assert_sql(5):  # two for the route, rules, reports, how many in which year
        html_of(client)
    with assert_sql(5):
        html_of(client, f"{ADDRESS}?year=2026")
    forget_everything()
    html_of(client, "/info/")  # The frame and what all pages remember.
    with assert_sql(12):
        html_of(client)


def test_remembered_it_costs_the_route_alone(client, tree, django_assert_num_queries):
    html_of(client)
    with django_assert_num_queries(2):
        html_of(client)
