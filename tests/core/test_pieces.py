"""Lists with their filters, and what stands around a piece: before, after, related."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.http import QueryDict
from wagtail.models import PageViewRestriction

from tests.clients import site_map_of
from tests.factories import (
    NOON,
    CasePageFactory,
    ImageFactory,
    InfoPageFactory,
    NewsPageFactory,
    PolicyPageFactory,
)
from unionsite.core.pieces import list_pieces, surroundings

pytestmark = pytest.mark.django_db


def titles(pieces) -> list[str]:
    return [piece.title for piece in pieces]


def listing(section, query=""):
    return list_pieces(section.listed(), QueryDict(query))


def dated(parent, title, days=0, factory=NewsPageFactory, **fields):
    return factory(parent=parent, title=title, **{"first_published_at": NOON + timedelta(days=days), **fields})


# --- Lists ---


def test_newest_first_and_the_later_one_of_the_same_minute_first(tree):
    for title, days in (("旧", 0), ("新", 2), ("中甲", 1), ("中乙", 1)):
        dated(tree.news, title, days)
    assert titles(listing(tree.news).page) == ["新", "中乙", "中甲", "旧"]


@pytest.fixture
def mixed(tree):
    dated(tree.news, "二〇二五年的培训", -300, kind="training", tags=["技能"])
    dated(tree.news, "二〇二六年的培训", 0, kind="training", tags=["技能", "安全"])
    dated(tree.news, "二〇二六年的会议", 1, kind="meeting", tags=["安全"])
    return tree.news


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["二〇二六年的会议", "二〇二六年的培训", "二〇二五年的培训"]),
        ("kind=training", ["二〇二六年的培训", "二〇二五年的培训"]),
        ("year=2025", ["二〇二五年的培训"]),
        ("tag=安全", ["二〇二六年的会议", "二〇二六年的培训"]),
        ("kind=training&year=2026&tag=安全", ["二〇二六年的培训"]),
        ("kind=activity&year=2025", []),
    ],
)
def test_filters_narrow_together(mixed, query, found):
    assert titles(listing(mixed, query).page) == found


def test_filter_links_say_how_many_and_keep_the_other_filters(mixed):
    row = listing(mixed, "kind=training&page=2")
    assert [(choice.label, choice.count, choice.is_current) for choice in row.kinds] == [
        ("全部", 3, False),
        ("会议", 1, False),
        ("培训", 2, True),
    ]
    assert [(choice.label, choice.count) for choice in row.years] == [("全部年份", 2), ("2026", 1), ("2025", 1)]
    assert [(choice.label, choice.count) for choice in row.tags] == [("全部标签", 0), ("技能", 2), ("安全", 1)]
    assert parse_qs(row.years[1].url.removeprefix("?")) == {"kind": ["training"], "year": ["2026"]}
    assert parse_qs(row.kinds[0].url.removeprefix("?")) == {}
    assert row.query == "kind=training&"


def test_a_choice_of_one_is_no_choice(tree):
    dated(tree.news, "只有一篇")
    row = listing(tree.news)
    assert (row.kinds, row.years, row.tags) == ([], [], [])


def test_a_year_ends_at_midnight_of_the_unions_own_time(tree):
    dated(tree.news, "元旦零点", first_published_at=NOON.replace(month=1, day=1, hour=0))
    assert titles(listing(tree.news, "year=2026").page) == ["元旦零点"]
    assert titles(listing(tree.news, "year=2025").page) == []


def test_what_is_not_public_is_not_listed(client, tree):
    shown = dated(tree.news, "公开的")
    dated(tree.news, "草稿", live=False)
    dated(tree.news, "已过期", live=False, expired=True)
    closed = dated(tree.news, "仅限登录")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    shown.copy_for_translation(tree.en.locale, alias=True)
    assert titles(listing(tree.news).page) == ["公开的"]
    assert titles(listing(tree.en_news).page) == []
    for address in ("/news/", "/", "/news/feed/", "/sitemap.xml", "/search/?q=仅限登录"):
        html = site_map_of(client) if address == "/sitemap.xml" else client.get(address).content.decode()
        assert "草稿" not in html
        assert "已过期" not in html
        assert f"{closed.slug}/" not in html


def test_a_section_lists_its_own_language_only(client, tree):
    dated(tree.news, "中文稿件")
    assert "中文稿件" not in client.get("/en/news/").content.decode()


def test_the_pager_keeps_the_filters(client, tree):
    for _ in range(16):
        NewsPageFactory(parent=tree.news, kind="meeting")
    html = client.get("/news/?kind=meeting").content.decode()
    assert 'href="?kind=meeting&amp;page=2"' in html
    assert "（第2页）" in client.get("/news/?kind=meeting&page=2").content.decode()


# --- Around a piece ---


def test_before_and_after_by_time_within_the_section(tree):
    first, second, third = (dated(tree.news, title, days) for title, days in (("一", 0), ("二", 1), ("三", 2)))
    dated(tree.info, "别的栏目", 1, factory=InfoPageFactory)
    dated(tree.news, "草稿", 1, live=False)
    around = surroundings(second)
    assert (around.previous.title, around.next.title) == ("一", "三")
    assert surroundings(first).previous is None
    assert surroundings(third).next is None


def test_pieces_of_the_same_minute_follow_their_order(tree):
    one, two, three = (dated(tree.news, title) for title in ("甲", "乙", "丙"))
    assert (surroundings(two).previous, surroundings(two).next) == (one.piecepage_ptr, three.piecepage_ptr)


def test_related_pieces_share_most_tags_and_come_from_any_section(tree):
    piece = dated(tree.news, "本篇", 9, tags=["安全", "夏季", "高温"])
    dated(tree.news, "一个旧的", 1, tags=["安全"])
    dated(tree.news, "一个新的", 2, tags=["夏季"])
    dated(tree.rights, "三个", 0, factory=PolicyPageFactory, tags=["安全", "夏季", "高温"])
    dated(tree.rights, "两个", 0, factory=CasePageFactory, tags=["安全", "高温", "别的"])
    dated(tree.news, "没有", 3, tags=["别的"])
    dated(tree.news, "草稿", 3, tags=["安全", "夏季", "高温"], live=False)
    assert titles(surroundings(piece).related) == ["三个", "两个", "一个新的"]


def test_a_neighbour_may_be_related_too(tree):
    piece = dated(tree.news, "本篇", 1, tags=["安全"])
    dated(tree.news, "前一篇", 0, tags=["安全"])
    around = surroundings(piece)
    assert around.previous.title == "前一篇"
    assert titles(around.related) == ["前一篇"]


def test_nothing_around_a_lonely_or_unpublished_piece(tree):
    lonely = dated(tree.news, "独一篇")
    draft = NewsPageFactory(parent=tree.news, live=False, first_published_at=None, tags=["安全"])
    for piece in (lonely, draft):
        around = surroundings(piece)
        assert (around.previous, around.next, around.related) == (None, None, ())


def test_covers_come_in_with_the_list(client, tree):
    NewsPageFactory(parent=tree.news, cover=ImageFactory(), cover_alt="车间")
    html = client.get("/news/").content.decode()
    assert ".format-webp.fill-180x120.webp 64w" in html
    assert 'loading="lazy"' in html
