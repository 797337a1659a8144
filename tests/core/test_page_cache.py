"""Whole pages kept for readers without a session: what that saves, and what must never be kept or stay (T93, T81)."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from wagtail.models import PageViewRestriction

from tests.clients import SiteClient
from tests.factories import NOON, NewsPageFactory, PlainPageFactory, UserFactory
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.page_cache import CachedResponse, Store, coding_for
from unionsite.oversight.visits.services import counted

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0"}


@pytest.fixture
def reader(settings):
    """Somebody without a session, on a site that keeps pages."""
    settings.PAGE_CACHE_MB = 8
    counted.forget()
    with time_machine.travel(NOON, tick=False):
        yield SiteClient(**BROWSER)


@pytest.fixture
def piece(tree):
    return NewsPageFactory(parent=tree.news, title="职工书屋开放", slug="piece")


def text(reader, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- What it saves ---


@pytest.mark.parametrize("address", ["/", "/news/", "/news/piece/", "/news/feed/", "/rights/laws/", "/en/", "/topics/"])
def test_the_second_reader_costs_no_query(reader, piece, address, django_assert_num_queries):
    first = reader.get(address)
    with django_assert_num_queries(0):
        second = reader.get(address)
    assert second.content == first.content
    for name in ("Content-Type", "Content-Language", "Content-Security-Policy", "X-Frame-Options", "Vary"):
        assert second.headers.get(name) == first.headers.get(name)
    assert "Cookie" not in second.headers["Vary"]


def test_who_has_the_page_is_sent_nothing(reader, piece):
    tag = reader.get(piece.url).headers["ETag"]
    for _ in range(2):
        response = reader.get(piece.url, headers={"If-None-Match": tag})
        assert (response.status_code, response.content) == (304, b"")


def test_each_takes_the_copy_that_its_browser_reads(reader, piece):
    plain = reader.get(piece.url)
    packed = reader.get(piece.url, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content)
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("", ""), ("identity", ""), ("gzip;q=0", ""), ("gzip;q=0.5, deflate", "gzip"), ("gzip", "gzip"), ("xgzipx", "")],
)
def test_codings(accepted, coding):
    assert coding_for(accepted) == coding


def test_other_caches_may_keep_what_we_keep(reader, piece):
    kept = reader.get(piece.url)
    assert kept.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
    assert kept.headers["X-Accel-Expires"] == "10"


def test_unknown_parameters_make_no_copies(reader, piece, django_assert_num_queries):
    text(reader, "/news/")
    with django_assert_num_queries(0):
        text(reader, "/news/?utm_source=x&nonsense=1")


def test_a_list_is_kept_by_what_was_chosen(reader, tree, piece):
    NewsPageFactory(parent=tree.news, title="一次培训", kind="training")
    for _ in range(2):
        assert "一次培训" in text(reader, "/news/")
        assert "一次培训" not in text(reader, f"/news/?kind={piece.kind}")


def test_views_are_counted_all_the_same(reader, piece):
    for query in ("", "", "?via=qr"):
        reader.get(piece.url + query)
    # Browsers that have the page ask whether it is still the same: that is a view too.
    tag = reader.get(piece.url).headers["ETag"]
    assert reader.get(piece.url, headers={"If-None-Match": tag}).status_code == 304
    assert {source: times for (_day, _page, source), times in counted._counts.items()} == {"": 4, "qr": 1}
    counted.forget()


# --- What is not kept ---


@pytest.mark.parametrize(
    "address",
    ["/interact/", "/interact/suggestions/", "/feedback/", "/search/?q=工会", "/account/", "/contribute/", "/nobody/",
     "/rights/calculators/overtime/"],
)  # fmt: skip
def test_forms_searches_and_errors_are_made_anew(reader, tree, address):
    for _ in range(2):
        response = reader.get(address)
        assert "X-Accel-Expires" not in response.headers
        assert "public" not in response.headers["Cache-Control"]


def test_who_is_signed_in_gets_nothing_kept_and_leaves_nothing(reader, piece, settings):
    member = SiteClient(**BROWSER)
    member.force_login(UserFactory())
    for client in (member, reader, member):
        response = client.get(piece.url)
        is_kept = client is reader
        assert ("X-Accel-Expires" in response.headers) == is_kept
        assert (response.headers["Cache-Control"] == "private") != is_kept


def test_what_is_closed_is_never_kept(reader, piece, django_capture_on_commit_callbacks):
    """T93: neither the page itself nor its title on others, once it has been closed."""
    for address in ("/", "/news/", piece.url):
        assert "职工书屋开放" in text(reader, address)
    with django_capture_on_commit_callbacks(execute=True):
        PageViewRestriction.objects.create(page=piece, restriction_type=PageViewRestriction.LOGIN)
    member = SiteClient(**BROWSER)
    member.force_login(UserFactory())
    assert "职工书屋开放" in text(member, piece.url)
    for _ in range(2):
        assert reader.get(piece.url).status_code == 302
        assert "职工书屋开放" not in text(reader, "/news/")
        assert "职工书屋开放" not in text(reader, "/")


def test_a_draft_is_never_kept(reader, piece, admin_client):
    piece.title = "还没有发布的题目"
    piece.save_revision()
    admin_client.get(f"/admin/pages/{piece.pk}/view_draft/")
    assert "还没有发布的题目" not in text(reader, piece.url)


# --- What must not stay ---

CHANGES = {
    "unpublish": lambda page, _tree: page.unpublish(),
    "delete": lambda page, _tree: page.delete(),
    "move": lambda page, tree: page.move(tree.topics, pos="last-child"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_taken_down_is_gone_at_once(reader, tree, piece, name, django_capture_on_commit_callbacks):
    address = piece.url
    for one in ("/", "/news/", "/news/feed/", address):
        assert "职工书屋开放" in text(reader, one)
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[name](piece, tree)
    assert reader.get(address).status_code != 200
    for one in ("/news/", "/news/feed/"):
        assert "职工书屋开放" not in text(reader, one)


def test_another_worker_sees_a_change_within_a_second(reader, piece, monkeypatch):
    assert "职工书屋开放" in text(reader, piece.url)
    type(piece).objects.filter(pk=piece.pk).update(title="更正后的题目")
    # As another process does it.
    cache.set(f"{generation.KEY}:{generation.SITE}", generation.new_stamp(), None)
    cache.set(generation.KEY, generation.new_stamp(), None)
    monkeypatch.setattr(generation, "GLANCE_SECONDS", 0)
    assert "更正后的题目" in text(reader, piece.url)


def test_nothing_stays_when_the_cache_is_gone(reader, piece, monkeypatch):
    """T81: without the stamp nobody knows what has changed."""

    def unreachable(*_args, **_kwargs):
        raise ConnectionError

    text(reader, piece.url)
    type(piece).objects.filter(pk=piece.pk).update(title="更正后的题目")
    monkeypatch.setattr(cache, "get", unreachable)
    monkeypatch.setattr(generation, "GLANCE_SECONDS", 0)
    assert "更正后的题目" in text(reader, piece.url)


def test_the_clock_alone_changes_a_page(reader, tree):
    event = NewsPageFactory(parent=tree.news, starts_at=NOON, ends_at=NOON + timedelta(minutes=30))
    for minutes, is_upcoming in ((29, True), (30, False), (31, False)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            for _ in range(2):
                assert ("加入手机日历" in text(reader, event.url)) == is_upcoming


def test_a_page_ends_in_its_own_second(reader, tree):
    page = PlainPageFactory(parent=tree.home, slug="ends", expire_at=NOON + timedelta(seconds=30))
    for seconds, status in ((0, 200), (29, 200), (31, 404)):
        with time_machine.travel(NOON + timedelta(seconds=seconds), tick=False):
            response = reader.get(page.url)
            assert response.status_code == status
            if status == 200:
                assert int(response.headers["X-Accel-Expires"]) <= max(1, 30 - seconds)


def test_what_is_published_comes_in_at_once(reader, tree, piece, django_capture_on_commit_callbacks):
    for address in ("/", "/news/", piece.url):
        text(reader, address)
    later = NewsPageFactory(parent=tree.news, title="后来的一篇", live=False)
    with django_capture_on_commit_callbacks(execute=True):
        publish(later)
    for address in ("/", "/news/", piece.url):
        assert "后来的一篇" in text(reader, address)


# --- How much it takes ---


def test_the_memory_is_bounded():
    store = Store(100_000)
    for number in range(50):
        store.put(number, CachedResponse("", 0, 1, {}, b"x" * 10_000, "", {}))
        store.get(0)
    assert store.size <= 100_000
    assert store.get(0) is not None
    assert store.get(1) is None
    store.put("long", CachedResponse("", 0, 1, {}, b"x" * 90_000, "", {}))
    assert store.get("long") is None
