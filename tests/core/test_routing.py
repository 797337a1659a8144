"""Addresses: the same answer as Wagtail's own walk down the tree, for what is public and for what is not."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Locale, Page, PageViewRestriction, Site

from interact.questionnaires.services import create_questionnaire
from tests.factories import InfoPageFactory, NewsPageFactory, PlainPageFactory, TopicPageFactory, UserFactory
from tests.laws.builders import load
from tests.releasing import publish, translate
from unionsite.core import generation
from unionsite.core.routing import find_route

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(tree):
    english = Locale.objects.get(language_code="en")
    piece = NewsPageFactory(parent=tree.news, slug="piece", title="稿件")
    translate(piece, locale=english, texts={"稿件": "Piece"})
    NewsPageFactory(parent=tree.news, slug="draft", live=False)
    hidden = PlainPageFactory(parent=tree.home, slug="hidden", live=False)
    PlainPageFactory(parent=hidden, slug="below")
    closed = PlainPageFactory(parent=tree.home, slug="closed")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    PlainPageFactory(parent=closed, slug="below")
    PlainPageFactory(parent=tree.home, slug="about").create_alias(parent=tree.en, update_locale=english)
    TopicPageFactory(parent=tree.topics, slug="topic")
    fields = [{"label": "意见", "kind": "multiline"}]
    publish(create_questionnaire(parent=tree.interact, title="问卷", slug="ask", fields=fields))
    load("劳动法")


ADDRESSES = [
    "",
    "news/",
    "news/piece/",
    "news/piece/calendar/",
    "news/feed/",
    "news/piece/feed/",
    "news/piece/piece/",
    "news/draft/",
    "news/draft/calendar/",
    "hidden/",
    "hidden/below/",
    "closed/",
    "closed/below/",
    "about/",
    "rights/",
    "rights/laws/",
    "rights/laws/laodong-fa/",
    "rights/laws/laodong-fa/art-1/",
    "rights/laws/a/b/c/",
    "rights/feed/",
    "interact/ask/",
    "interact/ask/thanks/",
    "interact/feed/",
    "topics/",
    "topics/topic/",
    "nobody/",
    "nobody/piece/",
    "news/nobody/",
    "news/piece/nobody/",
    "home/",
    "home/news/",
    "home-en/",
    "piece/",
    "feed/",
    "calendar/",
    "NEWS/",
    "news/Piece/",
    "新闻/",
    "news/稿件/",
    "about/about/",
]


def answer(find):
    try:
        found = find()
    except Http404:
        return None
    if found is None:
        return None
    page, args, kwargs = found
    # Of a routable page's view only the name can be compared: it is bound to the page object.
    return page.pk, type(page), [getattr(arg, "__name__", arg) for arg in args], kwargs


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_as_wagtail_itself_would_route(tree, pages, subtests, language):
    site = Site.objects.get(is_default_site=True)

    def request():
        made = RequestFactory().get("/")
        made._wagtail_site = site
        return made

    answers = {}
    for address in ADDRESSES:
        with subtests.test(address), translation.override(language):
            ours = answer(lambda: find_route(request(), address))  # noqa: B023
            assert ours == answer(lambda: Page.route_for_request(request(), address))  # noqa: B023
            answers[address] = ours
    found = [address for address, page in answers.items() if page]
    assert len(found) == (19 if language == "zh-hans" else 13), found


def test_a_child_cannot_take_the_address_of_the_feed(tree):
    with pytest.raises(ValidationError, match="系统使用"):
        NewsPageFactory(parent=tree.news, slug="feed")


@pytest.mark.parametrize(
    ("address", "status", "target"),
    [
        ("/news", 301, "/news/"),
        ("/news?page=2", 301, "/news/?page=2"),
        ("/news/piece", 301, "/news/piece/"),
        ("/en/news", 301, "/en/news/"),
        ("/search", 301, "/search/"),
        ("/en", 301, "/en/"),
        ("/healthz/", 404, None),
    ],
)
def test_a_forgotten_slash_is_added(client, pages, address, status, target):
    response = client.get(address)
    assert response.status_code == status
    if target:
        assert response["Location"] == target


def test_the_language_comes_from_the_address_alone(client, tree):
    response = client.get("/news/", HTTP_ACCEPT_LANGUAGE="en", HTTP_COOKIE="django_language=en")
    assert '<html lang="zh-Hans">' in response.content.decode()
    assert response["Content-Language"] == "zh-hans"
    assert "Accept-Language" not in response.get("Vary", "")
    assert client.get("/en/news/", HTTP_ACCEPT_LANGUAGE="zh-CN")["Content-Language"] == "en"


def test_a_page_moved_elsewhere_is_still_found(client, tree, django_capture_on_commit_callbacks):
    page = InfoPageFactory(parent=tree.info, slug="old")
    client.get("/info/old/")
    with django_capture_on_commit_callbacks(execute=True):
        page.slug = "new"
        publish(page)
    assert client.get("/info/new/").status_code == 200
    response = client.get("/info/old/")
    assert (response.status_code, response["Location"]) == (301, "/info/new/")


# --- What is not for everybody ---


def test_a_page_for_members_asks_others_to_sign_in(client, tree):
    page = NewsPageFactory(parent=tree.news)
    client.get(page.url)
    PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)
    generation.forget()
    response = client.get(page.url)
    assert response.status_code == 302
    assert "login" in response["Location"]
    assert response["Location"].endswith(f"?next={page.url}")
    client.force_login(UserFactory())
    assert client.get(page.url).status_code == 200


def test_a_page_for_a_group_stays_closed_to_others(client, tree, editor, author):
    page = NewsPageFactory(parent=tree.news)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name="编辑"))
    for user, status in ((author, 302), (editor, 200)):
        client.force_login(user)
        assert client.get(page.url).status_code == status


@pytest.mark.parametrize("fields", [{"live": False}, {"live": False, "expired": True}])
def test_drafts_and_expired_pages_are_not_found(client, tree, fields):
    page = NewsPageFactory(parent=tree.news, title="不该看到", **fields)
    response = client.get(page.get_url())
    assert response.status_code == 404
    assert "不该看到" not in response.content.decode()


def test_unpublished_is_gone_at_once(client, tree, django_capture_on_commit_callbacks):
    page = NewsPageFactory(parent=tree.news)
    assert client.get(page.url).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert client.get(page.url).status_code == 404


def test_a_page_without_translation_shows_the_chinese_text_and_says_so(client, tree):
    page = NewsPageFactory(parent=tree.news, title="只有中文")
    page.create_alias(parent=tree.en_news, update_locale=tree.en.locale)
    html = client.get(f"/en{page.url}").content.decode()
    assert '<html lang="en">' in html
    assert '<main id="content" lang="zh-hans">' in html.replace("zh-Hans", "zh-hans")
    assert 'class="notice" lang="en"' in html
    assert "只有中文" in html
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{page.url}">' in html
    assert "hreflang" not in html[: html.index("</head>")]


class TestRememberedRoutes:
    """The page of an address is known, the page itself is read: one query for whatever is warm."""

    @pytest.fixture(autouse=True)
    def on(self, settings):
        settings.KEEPS_ROUTES = True

    def test_a_page_costs_one_query(self, client, tree, django_assert_num_queries):
        page = NewsPageFactory(parent=tree.news)
        client.get(page.url)
        with django_assert_num_queries(1):
            assert client.get(page.url).status_code == 200

    def test_below_a_page_whose_type_is_gone_with_its_wing_there_is_nothing(self, client, tree):
        page = NewsPageFactory(parent=tree.news)
        gone = ContentType.objects.create(app_label="gone", model="gonepage")
        Page.objects.filter(pk=page.pk).update(content_type=gone)
        for _ in range(2):
            assert client.get(f"{page.url}below/").status_code == 404

    def test_a_page_taken_down_is_gone_even_before_anybody_is_told(self, client, tree):
        page, other = NewsPageFactory(parent=tree.news), NewsPageFactory(parent=tree.news)
        for address in (page.url, other.url):
            assert client.get(address).status_code == 200
        page.unpublish()
        other.delete()
        for address in (page.url, other.url):
            assert client.get(address).status_code == 404

    def test_a_new_edition_is_seen_even_before_anybody_is_told(self, client, tree):
        page = NewsPageFactory(parent=tree.news, title="原题")
        assert "<title>原题" in client.get(page.url).content.decode()
        page.title = "新题"
        publish(page)
        html = client.get(page.url).content.decode()
        assert "<title>新题" in html
        assert "原题" not in html.partition('class="related')[0]

    def test_head_and_foot_say_nothing_of_the_request_that_they_were_made_for(self, client, tree):
        page = NewsPageFactory(parent=tree.news)
        for address in (page.url, "/news/", "/"):
            first = client.get(f"{address}?via=qr&name=张三").content.decode()
            assert "张三" not in first
            assert client.get(address).content.decode() == first

    def test_a_new_page_is_found_where_there_was_none(self, client, tree, django_capture_on_commit_callbacks):
        page = NewsPageFactory(parent=tree.news, slug="later", live=False)
        assert client.get("/news/later/").status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            publish(page)
        assert client.get("/news/later/").status_code == 200

    def test_a_new_translation_is_offered(self, client, tree, django_capture_on_commit_callbacks):
        page = NewsPageFactory(parent=tree.news, title="稿件")
        client.get(page.url)
        with django_capture_on_commit_callbacks(execute=True):
            publish(translate(page, locale=Locale.objects.get(language_code="en"), texts={"稿件": "Piece"}))
        html = client.get(page.url).content.decode()
        assert 'rel="alternate" hreflang="en"' in html
