"""What is remembered, and when it is forgotten: after the commit, in every process, and by every kind of change."""

from contextlib import contextmanager
from functools import partial

import pytest
from django.core.cache import cache
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction, Site

from tests.factories import NewsPageFactory, PlainPageFactory
from tests.releasing import publish
from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.core.queries import closed_paths, locales, menu, public_address, site_root_paths


@pytest.fixture
def remembered():
    """A remembered function that counts its calls in `calls`."""
    calls = []

    @generation.remembered
    def double(number):
        calls.append(number)
        return number * 2

    double.calls = calls
    return double


def another_worker_bumps():
    cache.set(generation.KEY, generation.new_stamp(), None)


# --- The memory itself ---


def test_a_value_is_made_once_for_each_argument(remembered):
    assert [remembered(1), remembered(1), remembered(2)] == [2, 2, 4]
    assert remembered.calls == [1, 2]


def test_what_another_worker_changes_is_seen_at_the_next_call(remembered):
    remembered(1)
    another_worker_bumps()
    remembered(1)
    assert remembered.calls == [1, 1]


def test_stamps_that_come_back_bring_nothing_back(remembered):
    """Redis is killed and comes up with what it last wrote to its disk."""
    remembered(1)
    on_disk = cache.get(generation.KEY)
    another_worker_bumps()
    remembered(2)
    cache.set(generation.KEY, on_disk, None)
    remembered(1)
    assert remembered.calls == [1, 2, 1]


def test_a_lost_stamp_forgets_everything(remembered):
    remembered(1)
    cache.clear()
    remembered(1)
    assert remembered.calls == [1, 1]


def test_two_workers_that_start_together_agree_on_a_stamp():
    first = generation.current()
    generation.forget()
    assert generation.current() == first


def test_a_request_keeps_the_stamp_it_began_with(remembered):
    with generation.Pinned():
        remembered(1)
        another_worker_bumps()
        remembered(1)
    assert remembered.calls == [1]
    remembered(1)
    assert remembered.calls == [1, 1]


def test_the_stamp_is_read_from_the_cache_once_for_a_request(monkeypatch):
    asked = []
    real = cache.get
    monkeypatch.setattr(cache, "get", lambda key, *args, **kwargs: asked.append(key) or real(key, *args, **kwargs))
    with generation.Pinned():
        for _ in range(5):
            generation.current()
    assert asked == [generation.KEY]


def test_what_a_slow_request_finds_out_too_late_is_not_remembered(remembered):
    """One thread reads old rows while another, in a newer generation, has already begun to remember."""

    @generation.remembered
    def slow():
        value = rows["now"]
        rows["now"] = "new"
        another_worker_bumps()
        with newer_thread():
            remembered(1)
        return value

    @contextmanager
    def newer_thread():
        token = generation._pinned.set(None)
        yield
        generation._pinned.reset(token)

    rows = {"now": "old"}
    with generation.Pinned():
        assert slow() == "old"
    assert slow() == "new"


@pytest.mark.django_db
def test_forgotten_only_after_the_commit(remembered, django_capture_on_commit_callbacks):
    remembered(1)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        generation.bump()
        remembered(1)
        assert remembered.calls == [1]
    remembered(1)
    assert remembered.calls == [1, 1]


@pytest.mark.django_db
def test_the_request_that_made_the_change_sees_it(remembered, django_capture_on_commit_callbacks):
    with generation.Pinned():
        remembered(1)
        with django_capture_on_commit_callbacks(execute=True):
            generation.bump()
        remembered(1)
    assert remembered.calls == [1, 1]


# --- What changes it ---


def unpublish(page, _tree):
    page.unpublish()


def delete(page, _tree):
    page.delete()


def move(page, tree):
    page.move(tree.topics, pos="last-child")


def rename(page, _tree):
    page.slug = "elsewhere"
    publish(page)


def close(page, _tree):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


CHANGES = {
    "publish": lambda page, _tree: publish(page),
    "unpublish": unpublish,
    "delete": delete,
    "move": move,
    "rename": rename,
    "close to the public": close,
    "new page": lambda _page, tree: publish(PlainPageFactory(parent=tree.home, live=False)),
    "settings": lambda _page, tree: SiteSettings.objects.update_or_create(defaults={"phone": "1"}, site=site()),
    "site": lambda _page, tree: site().save(),
    "language": lambda _page, _tree: Locale.objects.get(language_code="en").save(),
    "alias": lambda page, tree: page.copy_for_translation(tree.en.locale, alias=True),
}


def site() -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_seen_by_readers(tree, name, django_capture_on_commit_callbacks):
    page = PlainPageFactory(parent=tree.home, slug="here")
    before = generation.current()
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[name](page, tree)
    assert generation.current() != before


@pytest.mark.django_db
def test_reading_changes_nothing(client, tree):
    page = NewsPageFactory(parent=tree.news)
    before = generation.current()
    for address in ("/", "/news/", page.url, "/news/feed/", "/nobody/", "/sitemap.xml"):
        client.get(address)
    assert generation.current() == before


@pytest.mark.django_db
def test_a_new_menu_entry_stands_on_every_page(client, tree, django_capture_on_commit_callbacks):
    assert "职工书屋" not in client.get("/news/").content.decode()
    page = PlainPageFactory(parent=tree.home, title="职工书屋", show_in_menus=True, live=False)
    with django_capture_on_commit_callbacks(execute=True):
        publish(page)
    assert "职工书屋" in client.get("/news/").content.decode()
    page.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert "职工书屋" not in client.get("/news/").content.decode()


@pytest.mark.django_db
def test_new_settings_stand_on_every_page(client, tree, django_capture_on_commit_callbacks):
    client.get("/")
    row = SiteSettings.objects.get(site=site())
    row.phone = "0000-1234567"
    with django_capture_on_commit_callbacks(execute=True):
        row.save()
    assert "0000-1234567" in client.get("/").content.decode()


# --- What is read that way ---


@pytest.mark.django_db
def test_site_roots_are_those_that_wagtail_knows(tree):
    assert site_root_paths() == Site.get_site_root_paths()


@pytest.mark.django_db
def test_a_public_address_is_what_the_page_itself_says(tree):
    pages = Page.objects.filter(depth__gt=1)
    assert {page.locale.language_code for page in pages} == {"zh-hans", "en"}
    assert {page.url_path: public_address(page.url_path) for page in pages} == {
        page.url_path: page.get_url() for page in pages
    }
    assert public_address("/nowhere/") == ""


@pytest.mark.django_db
def test_warm_reads_cost_nothing(tree, assert_sql):
    def read():
        locales()
        closed_paths()
        menu(tree.home.path)
        SiteSettings.remembered_for(site_id)
        tree.news.get_url()

    site_id = site().pk
    read()
    with assert_sql(0):
        read()


@pytest.mark.parametrize(("memory", "got"), [("_parts", "former"), ("_remembered", "read anew")])
def test_only_parts_of_pages_are_served_as_they_were_while_they_are_made_anew(memory, got):
    """A switch is right at once, whoever else is reading it (T100)."""
    ask = partial(getattr(generation, memory).value, ("a switch",), ("pieces",))
    ask(lambda: "former")
    generation._tell({"pieces"})
    seen = []
    ask(lambda: seen.append(ask(lambda: "read anew")))
    assert seen == [got]
