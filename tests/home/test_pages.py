"""Pages of the home app through HTTP: plain pages, rules, topics, 其他资讯, and the footer's links."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from taggit.models import Tag
from wagtail.models import PageViewRestriction

from tests.factories import (
    NOON,
    AchievementPageFactory,
    ImageFactory,
    InfoPageFactory,
    NewsPageFactory,
    PlainPageFactory,
    RulesPageFactory,
    TopicPageFactory,
    story,
)
from tests.releasing import publish, translate
from unionsite.core.wings import is_on

pytestmark = pytest.mark.django_db


def html_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def main_of(client, address: str) -> str:
    """What stands between the frame's head and foot."""
    return html_of(client, address).partition("<main")[2].partition("</main>")[0]


def footer(client, address: str = "/") -> list[str]:
    """Titles of the footer's links in their order."""
    part = html_of(client, address).partition('<ul class="foot__links">')[2].partition("</ul>")[0]
    return [piece.rpartition(">")[2] for piece in part.split("</a>")[:-1]]


# --- Plain pages and rules ---


def test_a_plain_page_shows_title_summary_and_text(client, tree):
    body = story(("heading", {"text": "一、机构", "level": "h2"}), ("paragraph", "<p>办公室在<b>综合楼203室</b>。</p>"))
    page = PlainPageFactory(parent=tree.home, title="关于我们", summary="公司工会的机构和职责。", body=body)
    html = main_of(client, page.url)
    for text in ("<h1>关于我们</h1>", "公司工会的机构和职责。", "一、机构", "<b>综合楼203室</b>"):
        assert text in html


def test_a_plain_page_below_another_names_its_parent_in_the_crumbs(client, tree):
    parent = PlainPageFactory(parent=tree.home, title="关于我们", slug="about")
    page = PlainPageFactory(parent=parent, title="组织机构", slug="bodies")
    html = html_of(client, "/about/bodies/")
    assert page.url == "/about/bodies/"
    assert '<a href="/about/">关于我们</a>' in html


def test_rules_show_their_version_and_the_day_they_take_effect(client, tree):
    page = RulesPageFactory(parent=tree.home, title="交流守则", version="1.2", effective_date=date(2026, 3, 1))
    html = main_of(client, page.url)
    assert "版本1.2" in html
    assert "自2026-03-01起施行" in html


def test_rules_in_english_keep_version_and_day(client, tree):
    page = RulesPageFactory(parent=tree.home, title="交流守则", version="1.2", effective_date=date(2026, 3, 1))
    english = translate(page, locale=tree.en.locale, texts={"交流守则": "Rules of conduct"})
    html = main_of(client, english.url)
    assert "Rules of conduct" in html
    assert "1.2" in html
    assert "2026-03-01" in html
    assert "版本" not in html


@pytest.mark.parametrize("missing", ["version", "effective_date"])
def test_a_rule_needs_its_version_and_its_day(tree, missing):
    with pytest.raises(ValidationError, match=missing):
        RulesPageFactory(parent=tree.home, **{missing: None if missing == "effective_date" else ""})


# --- The footer ---

# What wings have in it.
OF_WINGS = ["信息公开"] if is_on("oversight") else []


def test_the_footer_links_pages_in_the_order_of_the_tree(client, tree):
    RulesPageFactory(parent=tree.home, title="隐私政策")
    PlainPageFactory(parent=tree.home, title="关于我们")
    assert footer(client) == [*OF_WINGS, "隐私政策", "关于我们"]


def test_the_menu_of_the_phone_leaves_rules_to_the_footer(client, tree):
    RulesPageFactory(parent=tree.home, title="隐私政策")
    PlainPageFactory(parent=tree.home, title="关于我们")
    sheet = html_of(client, "/").partition('class="sheet">')[2].partition("</details>")[0]
    links = dict(re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', sheet))
    assert {"/rights/answers/", "/rights/laws/", "/rights/calculators/", "/topics/"} <= links.keys()
    assert "关于我们" in links.values()
    assert "隐私政策" not in links.values()
    # The writing desk asks who is there first.
    asking_who = {"/contribute/new/", "/account/"}
    for address in links:
        assert client.get(address).status_code == (302 if address in asking_who else 200), address


def test_the_footer_leaves_out_what_is_not_meant_for_it(client, tree):
    PlainPageFactory(parent=tree.home, title="不在页脚", show_in_footer=False)
    PlainPageFactory(parent=tree.home, title="尚未发布", live=False)
    TopicPageFactory(parent=tree.topics, title="安全生产专题")
    PlainPageFactory(parent=tree.home, title="无障碍说明")
    assert footer(client) == [*OF_WINGS, "无障碍说明"]


def test_the_english_footer_links_translations_alone(client, tree):
    page = PlainPageFactory(parent=tree.home, title="关于我们", slug="about")
    PlainPageFactory(parent=tree.home, title="没有译文").copy_for_translation(tree.en.locale, alias=True)
    translate(page, locale=tree.en.locale, texts={"关于我们": "About us"})
    assert footer(client, "/en/")[len(OF_WINGS) :] == ["About us"]
    assert 'href="/en/about/"' in html_of(client, "/en/")


# --- Topics ---


@pytest.fixture
def topic(tree):
    """A topic that collects 安全生产 and 消防."""
    page = TopicPageFactory(parent=tree.topics, title="安全生产专题", slug="safety", summary="安全月里的工会。")
    page.collected_tags = [Tag.objects.get_or_create(name=name)[0] for name in ("安全生产", "消防")]
    return publish(page)


def test_a_topic_collects_pieces_of_all_sections_by_tag(client, tree, topic):
    NewsPageFactory(parent=tree.news, title="消防演练举行", tags=["消防"])
    AchievementPageFactory(parent=tree.culture, title="安全装置获奖", tags=["安全生产", "消防"])
    InfoPageFactory(parent=tree.info, title="与安全无关的通知", tags=["食堂"])
    html = main_of(client, topic.url)
    assert "安全月里的工会。" in html
    assert html.index("安全装置获奖") < html.index("消防演练举行"), "newest first"
    assert html.count("安全装置获奖") == 1, "two tags in common give one row"
    assert "与安全无关的通知" not in html


def test_a_piece_names_the_topics_that_collect_it(client, tree, topic):
    other = TopicPageFactory(parent=tree.topics, title="别的专题")
    for section, factory in ((tree.news, NewsPageFactory), (tree.culture, AchievementPageFactory)):
        html = main_of(client, factory(parent=section, tags=["消防", "食堂"]).url)
        assert f'收入专题：<a href="{topic.url}">安全生产专题</a>' in html
        assert other.title not in html
    assert "收入专题" not in main_of(client, NewsPageFactory(parent=tree.news, tags=["食堂"]).url)


@pytest.mark.parametrize("address", ["/", "/news/", "/rights/?kind=case", "/culture/", "/info/"])
def test_home_and_sections_lead_to_the_topics(client, tree, topic, address):
    TopicPageFactory(parent=tree.topics, title="还没发布的专题", live=False)
    html = main_of(client, address)
    assert f'<a href="{topic.url}">安全生产专题</a>' in html
    assert 'href="/topics/"' in html
    assert "还没发布的专题" not in html
    assert topic.url not in main_of(client, f"/en{address}")


def test_a_topic_taken_down_is_named_no_more(client, tree, topic, django_capture_on_commit_callbacks):
    piece = NewsPageFactory(parent=tree.news, tags=["消防"])
    assert topic.title in main_of(client, piece.url)
    with django_capture_on_commit_callbacks(execute=True):
        topic.unpublish()
    assert topic.title not in main_of(client, piece.url)


def test_a_topic_can_be_narrowed_by_kind_and_year(client, tree, topic):
    NewsPageFactory(parent=tree.news, title="消防演练举行", kind="activity", tags=["消防"])
    AchievementPageFactory(parent=tree.culture, title="安全装置获奖", tags=["消防"])
    NewsPageFactory(
        parent=tree.news,
        title="去年的演练",
        kind="activity",
        tags=["消防"],
        first_published_at=NOON - timedelta(days=365),
    )
    by_kind = main_of(client, f"{topic.url}?kind=activity")
    assert "消防演练举行" in by_kind
    assert "去年的演练" in by_kind
    assert "安全装置获奖" not in by_kind
    by_year = main_of(client, f"{topic.url}?kind=activity&year=2025")
    assert "去年的演练" in by_year
    assert "消防演练举行" not in by_year
    assert "消防演练举行" in main_of(client, f"{topic.url}?kind=nonsense&year=x")


def test_a_topic_shows_nothing_that_is_not_public(client, tree, topic):
    NewsPageFactory(parent=tree.news, title="尚未审核的草稿", live=False, tags=["消防"])
    closed = NewsPageFactory(parent=tree.news, title="内部稿件", tags=["消防"])
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    html = main_of(client, topic.url)
    assert "尚未审核的草稿" not in html
    assert "内部稿件" not in html
    assert "本栏目还没有稿件" in html


def test_a_topic_without_tags_collects_nothing(client, tree):
    page = TopicPageFactory(parent=tree.topics)
    NewsPageFactory(parent=tree.news, title="消防演练举行", tags=["消防"])
    assert "消防演练举行" not in main_of(client, page.url)


def test_the_list_of_topics_shows_them_newest_first_with_covers(client, tree, topic):
    TopicPageFactory(
        parent=tree.topics, title="职代会专题", cover=ImageFactory(), cover_alt="会场", first_published_at=NOON
    )
    TopicPageFactory(parent=tree.topics, title="还没发布的专题", live=False)
    html = main_of(client, "/topics/")
    assert "职代会专题" in html
    assert f'<a href="{topic.url}">安全生产专题</a>' in html
    assert "<img" in html
    assert "还没发布的专题" not in html


def test_an_empty_list_of_topics_shows_a_way_on(client, tree):
    html = main_of(client, "/topics/")
    assert "还没有专题" in html
    assert 'href="/"' in html


# --- 其他资讯 ---


def test_the_list_shows_notices_and_filters_by_kind(client, tree):
    InfoPageFactory(parent=tree.info, title="职工之家暑期开放", kind="service")
    InfoPageFactory(parent=tree.info, title="停电通知", kind="notice")
    InfoPageFactory(parent=tree.info, title="二季度网站工作通报", kind="disclosure")
    html = main_of(client, "/info/")
    assert html.index("停电通知") < html.index("职工之家暑期开放")
    for label in ("通知公告", "服务信息", "信息公开"):
        assert label in html
    narrowed = main_of(client, "/info/?kind=service")
    assert "职工之家暑期开放" in narrowed
    assert "停电通知" not in narrowed


def test_a_notice_past_its_day_says_so(client, tree):
    old = InfoPageFactory(parent=tree.info, title="旧通知", valid_until=date(2026, 1, 1))
    assert "已失效" in main_of(client, "/info/")
    assert "已失效" in main_of(client, old.url)


def test_the_feed_holds_the_notices(client, tree):
    InfoPageFactory(parent=tree.info, title="停电通知")
    response = client.get("/info/feed/")
    assert response.status_code == 200
    assert "停电通知" in response.content.decode()
