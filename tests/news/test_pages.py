"""工作动态 through HTTP: the list with its filters, a piece, its feed."""

from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.utils.html import strip_tags
from wagtail.models import PageViewRestriction

from tests.editing import errors_of, submit
from tests.factories import NOON, InfoPageFactory, NewsPageFactory
from tests.releasing import translate

pytestmark = pytest.mark.django_db


def html_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def main_of(client, address: str) -> str:
    return html_of(client, address).partition("<main")[2].partition("</main>")[0]


# --- A piece ---


def test_a_piece_shows_its_source_minute_and_people(client, tree):
    page = NewsPageFactory(parent=tree.news, title="集体协商会议召开", source_name="市总工会", editor_name="姚静")
    html = html_of(client, page.url)
    for text in (
        "集体协商会议召开",
        "市总工会",
        "2026-05-08 12:",
        "田晓禾",
        "周若禾",
        "姚静",
        "综合楼报告厅",
        "质量部",
    ):
        assert text in html


def test_tags_lead_to_the_list_of_the_same_tag(client, tree):
    page = NewsPageFactory(parent=tree.news, tags=["安全 & 健康"])
    html = html_of(client, page.url)
    address = "/news/?" + urlencode({"tag": "安全 & 健康"}).replace("+", "%20")
    assert f'href="{escape(address)}"' in html
    assert page.title in main_of(client, address)


def test_a_repost_links_its_source_and_says_so(client, tree):
    page = NewsPageFactory(
        parent=tree.news, source_name="工人日报", is_repost=True, source_url="https://example.com/a?b=1&c=2"
    )
    html = main_of(client, page.url)
    assert '<a href="https://example.com/a?b=1&amp;c=2" rel="noopener external">工人日报</a>' in html
    assert "本文为转载" in html


def test_a_source_address_without_repost_is_no_link(client, tree):
    page = NewsPageFactory(parent=tree.news, source_url="https://example.com/a")
    assert "example.com" not in main_of(client, page.url)


@pytest.mark.parametrize(
    ("ends_at", "shown"),
    [
        (None, "5月8日 星期五 12:00"),
        (NOON + timedelta(hours=2), "5月8日 星期五 12:00–14:00"),
        (NOON + timedelta(days=2), "5月8日 星期五 12:00至5月10日 星期日 12:00"),
    ],
)
def test_the_time_of_an_event(client, tree, ends_at, shown):
    facts = html_of(client, NewsPageFactory(parent=tree.news, ends_at=ends_at).url).partition("时间</dt>")[2]
    assert strip_tags(facts.partition("</dd>")[0]).replace("2026年", "") == shown


@pytest.mark.parametrize(
    ("after", "is_upcoming"),
    [
        (timedelta(minutes=-1), True),
        # It counts until it is over.
        (timedelta(hours=1), True),
        (timedelta(hours=2), False),
        (timedelta(days=400), False),
    ],
)
def test_an_event_is_upcoming_until_it_ends(client, tree, after, is_upcoming):
    page = NewsPageFactory(parent=tree.news)
    with time_machine.travel(NOON + after, tick=False):
        html = html_of(client, page.url)
    assert ("即将举行" in html) is is_upcoming
    assert (f'href="{page.url}calendar/"' in html) is is_upcoming


def test_an_event_that_ends_before_it_starts_is_refused_beside_the_field(admin_client, tree):
    page = NewsPageFactory(parent=tree.news, live=False)
    response = submit(admin_client, page, ends_at="2026-05-08 11:59", place="新的地点")
    assert errors_of(response) == {"ends_at": ["结束时间早于开始时间，请核对。"]}
    assert "新的地点" in response.content.decode()
    page.refresh_from_db()
    assert not page.live
    assert page.place == "综合楼报告厅"


# --- The list ---


@pytest.fixture
def mixed(tree):
    rows = [
        ("去年培训", "training", -300, ["技能"]),
        ("今年培训", "training", 0, ["技能", "安全"]),
        ("今年会议", "meeting", 1, ["安全"]),
    ]
    for title, kind, days, tags in rows:
        day = NOON + timedelta(days=days)
        NewsPageFactory(parent=tree.news, title=title, kind=kind, first_published_at=day, tags=tags)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"去年培训", "今年培训", "今年会议"}),
        ("kind=training", {"去年培训", "今年培训"}),
        ("year=2026", {"今年培训", "今年会议"}),
        ("tag=安全", {"今年培训", "今年会议"}),
        ("kind=training&year=2026", {"今年培训"}),
        ("kind=meeting&tag=技能", set()),
        ("kind=training&year=2026&tag=安全", {"今年培训"}),
        ("kind=nonsense&year=abc&colour=red", {"去年培训", "今年培训", "今年会议"}),
    ],
)
def test_filters_of_the_list(client, mixed, query, shown):
    html = main_of(client, f"/news/?{query}")
    assert {title for title in ("去年培训", "今年培训", "今年会议") if f">{title}</a>" in html} == shown
    assert ("没有符合条件的稿件" in html) is (not shown)


def test_filter_links_carry_counts_and_mark_the_current_one(client, mixed):
    html = unescape(main_of(client, "/news/?kind=training"))
    assert '<a href="?kind=training" aria-current="true">培训<span>2</span></a>' in html
    assert '<a href="?kind=meeting">会议<span>1</span></a>' in html
    assert '<a href="?kind=training&year=2026">2026<span>1</span></a>' in html
    assert f'<a href="?{urlencode({"kind": "training", "tag": "安全"})}">安全<span>1</span></a>' in html


def test_an_empty_result_says_what_to_do(client, mixed):
    html = main_of(client, "/news/?kind=activity")
    assert '<a href="?">去掉筛选条件，查看本栏目全部稿件</a>' in html
    assert 'href="/search/"' in html


@pytest.mark.wing("contributions")
@pytest.mark.parametrize(("language", "words"), [("", "职工投稿"), ("/en", "Employees: contribute a piece")])
def test_the_section_leads_employees_to_the_form(client, tree, language, words):
    page = client.get(f"{language}/news/").content.decode()
    assert f'<a href="{language}/contribute/new/">{words}</a>' in page


def test_an_empty_section_says_what_to_do(client, tree):
    html = main_of(client, "/news/")
    assert "本栏目还没有稿件" in html
    assert 'href="/"' in html


def test_paging_keeps_every_filter(client, tree):
    for _ in range(17):
        NewsPageFactory(parent=tree.news, tags=["安全"])
    NewsPageFactory(parent=tree.news, kind="training")
    query = urlencode({"kind": "meeting", "year": "2026", "tag": "安全"})
    html = unescape(main_of(client, f"/news/?{query}"))
    assert f'<a href="?{query}&page=2" rel="next">' in html
    last = unescape(main_of(client, f"/news/?{query}&page=2"))
    assert last.count('class="row__title"') == 2
    assert f'<a href="?{query}&page=1" rel="prev">' in last


def test_the_list_is_a_stream_by_month(client, tree):
    for title, days in [("六月的", 30), ("五月的", 0), ("也是五月的", 1)]:
        NewsPageFactory(parent=tree.news, title=title, first_published_at=NOON + timedelta(days=days))
    html = main_of(client, "/news/")
    parts = ["<h2>2026年6月</h2>", ">六月的</a>", "<h2>2026年5月</h2>", ">也是五月的</a>", ">五月的</a>"]
    assert [html.count(part) for part in parts] == [1] * 5
    assert [html.index(part) for part in parts] == sorted(html.index(part) for part in parts)


# --- Events to come ---


def events_in(client, address: str) -> str:
    return main_of(client, address).partition('class="events"')[2].partition("</section>")[0]


def test_events_to_come_stand_apart_the_nearest_first(client, tree):
    soon = NewsPageFactory(parent=tree.news, title="座谈会", ends_at=None, starts_at=NOON + timedelta(hours=1))
    NewsPageFactory(parent=tree.news, title="健步走", ends_at=None, starts_at=NOON + timedelta(days=9), place="河边")
    NewsPageFactory(parent=tree.news, title="正在办的", starts_at=NOON - timedelta(hours=1))
    NewsPageFactory(parent=tree.news, title="办完的", ends_at=None, starts_at=NOON - timedelta(minutes=1))
    NewsPageFactory(parent=tree.news, title="没发布的", starts_at=NOON + timedelta(days=1), live=False)
    with time_machine.travel(NOON, tick=False):
        html = events_in(client, "/news/")
        assert [title for title in ("正在办的", "座谈会", "健步走") if f">{title}</a>" in html] == [
            "正在办的", "座谈会", "健步走",
        ]  # fmt: skip
        assert html.index("正在办的") < html.index("座谈会") < html.index("健步走")
        assert "办完的" not in html
        assert "没发布的" not in html
        assert html.count("正在举行") == 1
        for text in ("5月17日", "河边", f'href="{soon.url}calendar/"'):
            assert text in html
        # They belong to the beginning of the whole list.
        assert not events_in(client, "/news/?kind=meeting")
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert ">座谈会</a>" not in events_in(client, "/news/")
        assert ">健步走</a>" in events_in(client, "/news/")


# --- The feed ---


def feed(client, address="/news/feed/") -> list[ET.Element]:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    root = ET.fromstring(response.content)  # noqa: S314  (our own answer)
    assert root.tag == "rss"
    return root.findall("channel/item")


def test_the_feed_is_newest_first_and_ends_after_thirty(client, tree):
    for _ in range(32):
        NewsPageFactory(parent=tree.news)
    newest = NewsPageFactory(parent=tree.news, title="最新 <b>&</b>", summary="一句 & 话")
    items = feed(client)
    assert len(items) == 30
    assert (items[0].findtext("title"), items[0].findtext("description")) == ("最新 <b>&</b>", "一句 & 话")
    assert items[0].findtext("link").startswith("http")
    assert items[0].findtext("link").endswith(newest.url)
    assert len({item.findtext("guid") for item in items}) == 30


def test_the_feed_holds_what_is_public_below_its_section_only(client, tree):
    NewsPageFactory(parent=tree.news, title="公开的")
    NewsPageFactory(parent=tree.news, title="草稿", live=False)
    closed = NewsPageFactory(parent=tree.news, title="登录才能看")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    InfoPageFactory(parent=tree.info, title="别的栏目")
    assert [item.findtext("title") for item in feed(client)] == ["公开的"]


def test_the_english_feed_holds_true_translations_only(client, tree):
    page = NewsPageFactory(parent=tree.news, title="有译文的")
    NewsPageFactory(parent=tree.news, title="没有译文的")
    translated = translate(page, locale=tree.en.locale, texts={page.title: "Translated"})
    items = feed(client, "/en/news/feed/")
    assert [item.findtext("title") for item in items] == ["Translated"]
    assert items[0].findtext("link").endswith(translated.url)
    assert "/en/news/" in translated.url


def test_an_empty_feed_is_still_a_feed(client, tree):
    assert feed(client) == []
