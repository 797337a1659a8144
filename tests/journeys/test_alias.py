"""What a piece's alias in English does when the piece is taken down, moved, copied, renamed, closed or deleted."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.synctree import create_aliases_for_new_page

from news.models import NewsPage
from tests import factories
from tests.conftest import member
from tests.journeys.forms import PARAGRAPH, piece_form
from tests.journeys.pages import fresh, text_of, waiting_at
from tests.publishing.reviewing import approve, submit

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ADDRESS, ENGLISH_ADDRESS = "/news/machine-side-meeting/", "/en/news/machine-side-meeting/"


@pytest.fixture
def administrator(db):
    return member("系统管理员")


@pytest.fixture
def officer(db):
    return member("应急下线")


@pytest.fixture
def release(decide, first_reviewer, final_reviewer):
    """Both stages pass what waits."""

    def send(page):
        decide(first_reviewer, page)
        decide(final_reviewer, page)
        assert waiting_at(page) is None
        call_command("check_releases")
        return fresh(page)

    return send


@pytest.fixture
def change(act, editor, department):
    """The editor changes the piece and submits it."""

    def send(page, **changes):
        data = piece_form(department, **{"action-submit": "x"} | changes)
        act(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
        assert waiting_at(page) == "初审"

    return send


def alias_of(page) -> Page:
    return Page.objects.get(alias_of=page)


def is_public(client, *addresses) -> tuple[bool, ...]:
    """Whether readers get the piece, in Chinese and as its alias in English."""
    return tuple(client.get(address).status_code == 200 for address in addresses or (ADDRESS, ENGLISH_ADDRESS))


@pytest.mark.parametrize("where", ["original", "alias"])
def test_taken_down_from_either_side_it_is_gone_from_both(client, act, published, officer, change, release, where):
    page = published if where == "original" else alias_of(published)
    assert is_public(client) == (True, True)
    act(officer, reverse("publishing_desk:emergency", args=[page.pk]), {"reason": "照片未经本人同意"})
    assert is_public(client) == (False, False)
    change(published)
    release(published)
    assert is_public(client) == (True, True)


def test_unpublished_it_is_gone_from_both_and_comes_back_through_both_stages(
    client, act, published, administrator, change, release
):
    act(administrator, reverse("wagtailadmin_pages:unpublish", args=[published.pk]))
    assert is_public(client) == (False, False)
    change(published)
    release(published)
    assert is_public(client) == (True, True)


def test_a_new_slug_holds_in_both_languages_and_old_addresses_lead_on(client, published, change, release):
    change(published, slug="shift-meeting")
    release(published)
    assert is_public(client, "/news/shift-meeting/", "/en/news/shift-meeting/") == (True, True)
    for old, new in ((ADDRESS, "/news/shift-meeting/"), (ENGLISH_ADDRESS, "/en/news/shift-meeting/")):
        response = client.get(old)
        assert response.status_code == 301
        assert response["Location"].endswith(new)


def test_a_copy_is_a_draft_with_an_alias_of_its_own(client, act, tree, published, editor, release):
    address = reverse("wagtailadmin_pages:copy", args=[published.pk])
    data = {"new_title": "副本", "new_slug": "copied", "new_parent_page": tree.news.pk}
    assert act(editor, address, data).status_code == 302
    copy = NewsPage.objects.get(slug="copied", locale=tree.home.locale)
    assert is_public(client, "/news/copied/", "/en/news/copied/") == (False, False)
    submit(copy, editor)
    release(copy)
    assert is_public(client, "/news/copied/", "/en/news/copied/") == (True, True)


def test_a_moved_page_takes_its_alias_along(client, act, tree, administrator, editor, first_reviewer, final_reviewer):
    pages = []
    for title, slug in (("女工之家", "womens-home"), ("母婴室", "nursery")):
        page = factories.PlainPageFactory(parent=tree.home, title=title, slug=slug, live=False, owner=editor)
        page.save_revision(user=editor)
        create_aliases_for_new_page(page)
        pages.append(approve(approve(submit(page, editor), first_reviewer), final_reviewer))
    home, room = pages
    assert is_public(client, "/nursery/", "/en/nursery/") == (True, True)
    act(administrator, reverse("wagtailadmin_pages:move_confirm", args=[room.pk, home.pk]))
    new = "/womens-home/nursery/", "/en/womens-home/nursery/"
    assert is_public(client, *new) == (True, True)
    call_command("check_releases")


def test_a_deleted_page_takes_its_alias_along(client, act, published, administrator, tree):
    english = alias_of(published)
    act(administrator, reverse("wagtailadmin_pages:delete", args=[published.pk]))
    assert is_public(client) == (False, False)
    assert not Page.objects.filter(pk__in=[published.pk, english.pk]).exists()


def test_a_closed_page_is_closed_as_alias_too(client, act, published, admin_user):
    address = reverse("wagtailadmin_pages:set_privacy", args=[published.pk])
    act(admin_user, address, {"restriction_type": "login"})
    assert is_public(client) == (False, False)
    assert PARAGRAPH not in client.get(ENGLISH_ADDRESS, follow=True).content.decode()


TYPES = {
    "news": (factories.NewsPageFactory, "news", {}),
    "interpretation": (factories.InterpretationPageFactory, "rights", {}),
    "case": (factories.CasePageFactory, "rights", {}),
    "policy": (factories.PolicyPageFactory, "rights", {}),
    "achievement": (factories.AchievementPageFactory, "culture", {}),
    "gallery": (factories.GalleryPageFactory, "culture", {}),
    "info": (factories.InfoPageFactory, "info", {}),
    "plain": (factories.PlainPageFactory, "home", {}),
    "topic": (factories.TopicPageFactory, "topics", {}),
}


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_is_released_changed_and_taken_down_with_its_alias(
    client, tree, editor, first_reviewer, final_reviewer, officer, act, kind
):
    factory, section, fields = TYPES[kind]
    page = factory(parent=getattr(tree, section), live=False, owner=editor, slug="one-of-each", **fields)
    page.save_revision(user=editor)
    create_aliases_for_new_page(page)
    page = approve(approve(submit(page, editor), first_reviewer), final_reviewer)
    assert page.live
    addresses = page.url, alias_of(page).url
    assert is_public(client, *addresses) == (True, True)
    call_command("check_releases")
    page.title = "改过的标题"
    page.save_revision(user=editor)
    page.get_workflow().start(page, editor)
    page = approve(approve(page, first_reviewer), final_reviewer)
    assert "改过的标题" in text_of(client, addresses[1])
    call_command("check_releases")
    act(officer, reverse("publishing_desk:emergency", args=[page.pk]), {"reason": "照片未经本人同意"})
    assert is_public(client, *addresses) == (False, False)
