"""What is not public is named nowhere, also where it was shown and remembered a moment ago (T93)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import PageViewRestriction

from tests.clients import site_map_of
from tests.factories import NewsPageFactory, PlainPageFactory, TopicPageFactory
from tests.releasing import publish

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TITLE = "尚未公开的协商方案"


@pytest.fixture
def tellers(tree):
    """Every place that tells of pieces: lists, feed, map, search, topic, neighbours, the start page, English ones."""
    for number in range(3):
        NewsPageFactory(parent=tree.news, title=f"旧闻{number}", tags=["协商"])
    sibling = NewsPageFactory(parent=tree.news, title="邻稿", tags=["协商"])
    topic = TopicPageFactory(parent=tree.topics, slug="xieshang", title="协商专题")
    topic.collected_tags = [Tag.objects.get(name="协商")]
    publish(topic)
    return [
        "/",
        "/news/",
        "/news/?tag=协商",
        "/news/?kind=meeting",
        "/news/feed/",
        "/sitemap.xml",
        "/topics/",
        "/search/?q=协商方案",
        "/search/?q=协商&section=news",
        topic.url,
        sibling.url,
        "/no-such-page/",
        "/en/",
        "/en/news/",
        "/en/news/feed/",
        "/en/search/?q=协商方案",
    ]


@pytest.fixture
def piece(tree):
    page = NewsPageFactory(parent=tree.news, title=TITLE, slug="plan", tags=["协商"])
    # Publishing puts it into the search.
    return publish(page)


def telling(client, addresses) -> list[str]:
    """Addresses whose answers name the piece; what somebody typed does not count."""
    found = []
    for address in addresses:
        response = client.get(address)
        assert response.status_code in (200, 404), address
        text = site_map_of(client) if address == "/sitemap.xml" else response.content.decode()
        if TITLE in text or "/news/plan/" in text:
            found.append(address)
    return found


def restrict(page, kind=PageViewRestriction.LOGIN):
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")


def expire(piece):
    piece.expire_at = timezone.now() - timedelta(minutes=1)
    publish(piece)


HIDE = {
    "withdrawn": lambda piece: piece.unpublish(),
    "expired": expire,
    "private": restrict,
    "behind a password": lambda piece: restrict(piece, PageViewRestriction.PASSWORD),
    "in a private section": lambda piece: restrict(piece.get_parent()),
    "deleted": lambda piece: piece.delete(),
}


@pytest.mark.parametrize("how", HIDE)
def test_t93_what_was_shown_is_gone_everywhere(client, tree, tellers, piece, how, django_capture_on_commit_callbacks):
    assert {"/", "/news/", "/news/feed/", "/sitemap.xml", "/search/?q=协商方案", "/topics/xieshang/"} <= set(
        telling(client, tellers)
    )
    with django_capture_on_commit_callbacks(execute=True):
        HIDE[how](piece)
    if how == "in a private section":
        # The section itself asks for signing in, in every language.
        tellers = [address for address in tellers if not address.startswith(("/news/", "/en/news/"))]
    assert telling(client, tellers) == []
    own = client.get("/news/plan/")
    assert own.status_code in (200, 302, 404)
    # A form for the password stands there, if anything.
    assert "综合楼报告厅" not in own.content.decode()
    assert "calendar" not in client.get("/news/plan/calendar/")["Content-Type"]


@pytest.mark.parametrize(
    "fields",
    [
        {"live": False, "first_published_at": None, "last_published_at": None},
        {"live": False, "first_published_at": None, "go_live_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["draft", "scheduled"],
)
def test_t93_what_was_never_public_is_nowhere(client, tree, tellers, fields):
    page = NewsPageFactory(parent=tree.news, title=TITLE, slug="plan", tags=["协商"], **fields)
    page.save_revision()
    assert telling(client, tellers) == []
    assert client.get("/news/plan/").status_code == 404
    assert client.get("/news/plan/calendar/").status_code == 404


def test_t93_a_draft_of_a_public_piece_is_not_shown(client, tree, tellers):
    page = NewsPageFactory(parent=tree.news, title="公开的标题", slug="open", tags=["协商"])
    page.title = TITLE
    page.save_revision()
    assert telling(client, [*tellers, "/news/open/"]) == []


@pytest.mark.parametrize("hide", [restrict, expire])
def test_t93_menu_footer_and_topics_do_not_name_it(client, tree, hide, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = PlainPageFactory(parent=tree.home, title=TITLE, slug="plan", show_in_menus=True, show_in_footer=True)
        topic = TopicPageFactory(parent=tree.topics, title=TITLE, slug="plan", show_in_footer=True)
    assert TITLE in client.get("/").content.decode()
    assert TITLE in client.get("/topics/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        hide(page)
        hide(topic)
    for address in ("/", "/news/", "/topics/", "/search/?q=协商"):
        assert TITLE not in client.get(address).content.decode()
    assert "/plan/" not in site_map_of(client)


def test_t93_there_is_no_api_that_would_list_pages(client, tree, piece):
    for address in ("/api/v2/pages/", "/api/main/pages/", "/admin/api/main/pages/", "/api/"):
        assert TITLE not in client.get(address).content.decode()
        assert client.get(address).status_code in (302, 403, 404)
