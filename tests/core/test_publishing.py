"""What a piece must have before it leaves the desk (S-1.5), through the editor's form; its address; its languages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from news.models import NewsPage
from tests.editing import errors_of, form_data, is_submitted, save_draft, submit
from tests.factories import ImageFactory, NewsPageFactory
from tests.releasing import publish, publish_draft, translate

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 9, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def draft(tree):
    return NewsPageFactory(
        parent=tree.news, live=False, first_published_at=None, last_published_at=None, title="写好的稿件"
    )


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


# --- S-1.5 ---


@pytest.mark.parametrize("field", ["source_name", "author", "fact_checker", "department"])
def test_submission_without_a_responsible_name_is_refused_beside_the_field(admin_client, draft, field):
    response = submit(admin_client, draft, **{field: ""}, place="刚写的地点")
    assert list(errors_of(response)) == [field]
    html = response.content.decode()
    assert 'class="error-message"' in html
    assert "刚写的地点" in html
    assert not is_live(draft)
    assert admin_client.get(f"/news/{draft.slug}/").status_code == 404


def test_all_of_them_are_named_at_once(admin_client, draft):
    response = submit(admin_client, draft, source_name="", author=" ", fact_checker="", department="", place="")
    assert set(errors_of(response)) == {"source_name", "author", "fact_checker", "department", "place"}


def test_a_draft_may_lack_them(admin_client, draft):
    response = save_draft(admin_client, draft, source_name="", author="", fact_checker="", department="")
    assert response.status_code == 302
    assert not is_live(draft)
    assert draft.get_latest_revision_as_object().source_name == ""


def test_a_complete_piece_is_submitted_and_goes_live_at_the_sites_own_time(admin_client, client, draft):
    assert submit(admin_client, draft).status_code == 302
    assert is_submitted(draft)
    assert not is_live(draft)
    with time_machine.travel(NOW, tick=False):
        publish_draft(draft)
    assert is_live(draft)
    assert draft.first_published_at == NOW
    assert "2026-05-09 00:30" in client.get(draft.url).content.decode()


def test_a_refused_change_leaves_the_live_page_as_it_is(admin_client, client, tree):
    page = NewsPageFactory(parent=tree.news, title="原来的标题")
    errors_of(submit(admin_client, page, title="改坏的标题", source_name=""))
    assert "原来的标题" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"is_repost": "on"}, "source_url", "转载稿件请填写原文网址，方便读者核对。"),
        ({"kind": ""}, "kind", "请选择类别。"),
        ({"kind": "policy"}, "kind", None),
        ({"cover_alt": " "}, "cover_alt", "请写一句替代文字，说出封面图上有什么。"),
        ({"source_url": "没有网址", "is_repost": "on"}, "source_url", None),
        ({"title": ""}, "title", None),
        ({"title": "长" * 256}, "title", None),
    ],
)
def test_what_else_is_checked(admin_client, draft, changes, field, message):
    if field == "cover_alt":
        changes = {**changes, "cover": ImageFactory(title="IMG_0231").pk}
    errors = errors_of(submit(admin_client, draft, **changes))
    assert field in errors
    assert message is None or errors[field] == [message]
    assert not is_live(draft)


def test_a_repost_with_its_address_and_a_cover_with_words_are_submitted(admin_client, draft):
    response = submit(
        admin_client,
        draft,
        is_repost="on",
        source_url="https://example.com/a",
        cover=ImageFactory().pk,
        cover_alt="车间",
    )
    assert response.status_code == 302
    assert is_submitted(draft)


@pytest.mark.parametrize("changes", [{"kind": ""}, {"is_repost": "on"}])
def test_a_draft_may_lack_the_rest_as_well(admin_client, draft, changes):
    assert save_draft(admin_client, draft, **changes).status_code == 302


# --- The address ---


def create(client, tree, **changes):
    page = NewsPage(
        title="公司工会召开职工代表大会", starts_at=NOW, place="报告厅", organiser="公司工会", kind="meeting"
    )
    page.source_name, page.author, page.fact_checker = "公司工会", "田晓禾", "周若禾"
    data = form_data(page, slug="", **changes)
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk]), data)


def test_an_address_makes_itself_of_day_and_pinyin(admin_client, tree):
    for _ in range(2):
        assert create(admin_client, tree).status_code == 302
    first, second = NewsPage.objects.child_of(tree.news).order_by("pk")
    # Half past midnight in Shanghai is still the day before in UTC.
    assert first.slug.startswith("20260509-gong")
    assert first.slug.isascii()
    assert len(first.slug) <= 60
    assert second.slug == f"{first.slug}-2"


@pytest.mark.parametrize("title", ["？！…", "🎉🎉", "𠮷野家", "A" * 200, "职" * 255])
def test_any_title_gets_an_address(admin_client, tree, title):
    assert create(admin_client, tree, title=title).status_code == 302
    page = NewsPage.objects.child_of(tree.news).get()
    assert page.slug.startswith("20260509")


def test_an_address_of_ones_own_stays(admin_client, draft):
    submit(admin_client, draft, slug="my-own")
    assert publish_draft(draft).slug == "my-own"


def test_a_taken_address_is_refused_beside_the_field(admin_client, tree, draft):
    NewsPageFactory(parent=tree.news, slug="taken")
    assert list(errors_of(submit(admin_client, draft, slug="taken"))) == ["slug"]


def test_a_page_made_by_a_program_gets_such_an_address_too(tree):
    with time_machine.travel(NOW, tick=False):
        first, second = (NewsPageFactory(parent=tree.news, title="职工代表大会", slug="") for _ in range(2))
    # Half past midnight in Shanghai is still the day before in UTC.
    assert first.slug.startswith("20260509-zhi")
    assert first.slug.isascii()
    assert len(first.slug) <= 49
    assert second.slug == f"{first.slug}-2"


# --- The other language ---


@pytest.fixture
def alias(client, tree):
    page = NewsPageFactory(parent=tree.news, title="没有译文的稿件", slug="only-chinese", tags=["安全"])
    return page.copy_for_translation(tree.en.locale, alias=True)


def test_a_piece_without_translation_shows_its_chinese_text_and_says_so(client, tree, alias):
    assert alias.alias_of_id
    html = client.get(alias.url).content.decode()
    assert alias.url == "/en/news/only-chinese/"
    assert '<html lang="en">' in html
    assert '<main id="content" lang="zh-hans">' in html
    assert "没有译文的稿件" in html
    assert 'class="notice" lang="en"' in html
    # One text, one address for search engines.
    assert 'rel="canonical" href="http' in html
    assert "/news/only-chinese/" in html.partition('rel="canonical"')[2].partition(">")[0]
    assert 'rel="alternate" hreflang' not in html


def test_an_alias_follows_its_original(client, alias):
    original = NewsPage.objects.get(pk=alias.alias_of_id)
    original.title = "改过的稿件"
    publish(original)
    html = client.get(alias.url).content.decode()
    assert "改过的稿件" in html
    assert "没有译文的稿件" not in html


def test_the_chinese_page_of_an_alias_is_its_canonical_address(client, tree, alias):
    canonical = client.get(alias.url).content.decode().partition('rel="canonical" href="')[2].partition('"')[0]
    assert "/en/" not in canonical


def test_english_lists_show_true_translations_only(client, tree, alias):
    page = NewsPageFactory(parent=tree.news, title="有译文的稿件")
    translate(page, locale=tree.en.locale, texts={page.title: "A true translation"})
    html = client.get("/en/news/").content.decode()
    assert "A true translation" in html
    assert "没有译文的稿件" not in html
    assert "A true translation" not in client.get("/news/").content.decode()
