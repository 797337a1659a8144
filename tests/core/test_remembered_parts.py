"""Rendered parts of pages, kept until something is published: what they save, and what they must never show."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import (
    NOON,
    ImageFactory,
    NewsPageFactory,
    PlainPageFactory,
    PolicyPageFactory,
    UserFactory,
    rich_body,
)
from tests.releasing import publish
from unionsite.core import generation

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- What they save ---


@pytest.mark.parametrize("address", ["/", "/news/", "/news/?kind=meeting", "/news/piece/", "/en/"])
def test_the_second_reader_costs_two_queries(client, tree, django_assert_num_queries, address):
    NewsPageFactory(
        parent=tree.news, slug="piece", cover=ImageFactory(), cover_alt="图", body=rich_body(), tags=["安全"]
    )
    NewsPageFactory(parent=tree.news)
    first = text(client, address)
    with django_assert_num_queries(2):
        assert text(client, address) == first


def test_each_list_is_its_own(client, tree):
    for number in range(16):
        NewsPageFactory(parent=tree.news, title=f"会议{number:02}", kind="meeting")
    NewsPageFactory(parent=tree.news, title="一次培训", kind="training")
    for _ in range(2):
        assert "会议00" not in text(client, "/news/")
        assert "会议00" in text(client, "/news/?page=2")
        assert "一次培训" not in text(client, "/news/?kind=meeting")
        assert (
            "会议" not in text(client, "/news/?kind=training").partition('class="piece-list"')[2].partition("</ul>")[0]
        )
        assert "一次培训" not in text(client, "/en/news/")


def test_an_odd_number_of_a_page_does_not_stand_for_the_opening(client, tree):
    NewsPageFactory(parent=tree.news)
    for _ in range(2):
        assert 'class="ask' not in client.get("/rights/?page=01").content.decode()
        assert 'class="ask' in client.get("/rights/").content.decode()


def test_the_frame_names_the_page_that_the_reader_is_on(client, tree):
    for _ in range(2):
        for own, other in (("laws", "answers"), ("answers", "laws")):
            page = client.get(f"/rights/{own}/").content.decode()
            assert f'"/rights/{own}/" aria-current="page"' in page
            assert f'"/rights/{other}/" aria-current' not in page


def test_odd_addresses_cannot_fill_the_memory(client, tree, monkeypatch):
    monkeypatch.setattr(generation._parts, "most", 20)
    NewsPageFactory(parent=tree.news)
    for year in range(1990, 2020):
        client.get(f"/news/?year={year}")
    for tag in range(5):
        client.get(f"/news/?tag={tag}&page={tag * 1000}")
    assert len(generation._parts) <= 20


# --- What they must never show ---


def test_a_draft_is_seen_by_nobody_else(client, admin_client, tree):
    page = NewsPageFactory(parent=tree.news, title="发布了的题目")
    text(client, page.url)
    page.title = "还没有发布的题目"
    page.save_revision()
    draft = text(admin_client, reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "还没有发布的题目" in draft
    public = text(client, page.url)
    assert "发布了的题目" in public
    assert "还没有发布的题目" not in public


def test_the_bar_for_staff_is_shown_to_staff_alone(client, admin_client, tree):
    page = NewsPageFactory(parent=tree.news)
    assert "wagtail-userbar" in text(admin_client, page.url)
    client.logout()
    assert "wagtail-userbar" not in text(client, page.url)


def test_what_a_member_has_read_stays_closed_to_others(client, tree):
    page = NewsPageFactory(parent=tree.news, title="仅供职工阅读")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(UserFactory())
    assert "仅供职工阅读" in text(client, page.url)
    client.logout()
    assert client.get(page.url).status_code == 302
    assert "仅供职工阅读" not in text(client, "/news/")
    assert "仅供职工阅读" not in text(client, "/")


@pytest.mark.parametrize("change", ["replace", "remove"])
def test_a_changed_picture_is_changed_everywhere(client, tree, change, django_capture_on_commit_callbacks):
    image, other = ImageFactory(), ImageFactory()
    page = NewsPageFactory(parent=tree.news, cover=image, cover_alt="图")
    addresses = ("/", "/news/", page.url)
    before = [text(client, address) for address in addresses]
    with django_capture_on_commit_callbacks(execute=True):
        page.cover = other if change == "replace" else None
        publish(page)
    for address, old in zip(addresses, before, strict=True):
        new = text(client, address)
        assert mark_of(image) in old
        assert mark_of(image) not in new
        assert (mark_of(other) in new) == (change == "replace")


def mark_of(image) -> str:
    """What the names of a picture and of its renditions begin with."""
    return Path(image.file.name).name[:16]


def test_a_renamed_department_is_renamed_everywhere(client, tree, django_capture_on_commit_callbacks):
    page = NewsPageFactory(parent=tree.news)
    assert "质量部" in text(client, page.url)
    page.department.name = "质量管理部"
    with django_capture_on_commit_callbacks(execute=True):
        page.department.save()
    assert "质量管理部" in text(client, page.url)


def test_a_policy_expires_overnight_by_itself(client, tree):
    day = NOON.date()
    page = PolicyPageFactory(parent=tree.rights, valid_until=day)
    for moment, is_expired in ((NOON, False), (NOON + timedelta(hours=11), False), (NOON + timedelta(hours=13), True)):
        with time_machine.travel(moment, tick=False):
            for address in (page.url, "/rights/", "/rights/?kind=policy"):
                assert ("已失效" in text(client, address)) == is_expired


def test_an_event_is_over_when_its_time_has_come(client, tree):
    page = NewsPageFactory(parent=tree.news, starts_at=NOON, ends_at=NOON + timedelta(hours=1))
    for minutes, is_upcoming in ((-5, True), (59, True), (61, False)):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert ("加入手机日历" in text(client, page.url)) == is_upcoming


def test_what_is_published_elsewhere_comes_in_at_once(client, tree, django_capture_on_commit_callbacks):
    first = NewsPageFactory(parent=tree.news, title="先前的一篇", tags=["安全"])
    for address in ("/", "/news/", first.url):
        text(client, address)
    second = NewsPageFactory(parent=tree.news, title="后来的一篇", tags=["安全"], live=False)
    with django_capture_on_commit_callbacks(execute=True):
        publish(second)
    for address in ("/", "/news/", first.url):
        assert "后来的一篇" in text(client, address)
    second.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        second.unpublish()
    for address in ("/", "/news/", first.url):
        assert "后来的一篇" not in text(client, address)


def test_saving_a_draft_of_a_live_page_costs_readers_nothing(tree, django_capture_on_commit_callbacks):
    page = PlainPageFactory(parent=tree.home)
    before = generation.current()
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "改到一半"
        page.save_revision()
    assert generation.current() == before


def test_a_part_that_fails_is_not_kept():
    calls = []

    def make():
        calls.append(1)
        if len(calls) == 1:
            raise ValueError
        return "ok"

    with pytest.raises(ValueError):  # noqa: PT011
        generation.kept(("x",), None, make)
    assert [generation.kept(("x",), None, make), generation.kept(("x",), None, make)] == ["ok", "ok"]
    assert len(calls) == 2
