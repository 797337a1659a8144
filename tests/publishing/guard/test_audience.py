"""What was approved for few is not opened to more without the stages (D2 of the two walls; S-3.6, T58)."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageViewRestriction

from tests.clients import site_map_of
from tests.factories import NewsPageFactory, UserFactory
from tests.publishing.reviewing import approve, fresh, reject, submit
from tests.releasing import translate
from unionsite.core import generation
from unionsite.core.refusals import Refused
from unionsite.publishing.guard import integrity

pytestmark = pytest.mark.django_db
ROLES = ["系统管理员", "超级管理员"]
LOGIN, GROUPS, NONE = PageViewRestriction.LOGIN, PageViewRestriction.GROUPS, PageViewRestriction.NONE


def set_privacy(client, page, restriction_type, *groups, **headers):
    generation.forget()
    data = {"restriction_type": restriction_type, "groups": [group.pk for group in groups]}
    return client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), data, headers=headers or None)


def kind(page) -> str | None:
    return PageViewRestriction.objects.filter(page=page).values_list("restriction_type", flat=True).first()


@pytest.fixture
def groups(db):
    return [Group.objects.create(name=name) for name in ("甲", "乙")]


@pytest.fixture
def closed(tree, editor, first_reviewer, final_reviewer):
    """A piece for those who are signed in, closed before anybody approved it, with its English alias."""
    page = NewsPageFactory(parent=tree.news, title="只给职工看的通知", live=False, owner=editor)
    page.save_revision(user=editor)
    CreatePageAliasAction(page, parent=tree.en_news, update_locale=tree.en.locale).execute(skip_permission_checks=True)
    PageViewRestriction.objects.create(page=page, restriction_type=LOGIN)
    return approve(approve(submit(page, editor), first_reviewer), final_reviewer)


def is_open(client, page) -> bool:
    client.logout()
    generation.forget()
    answers = {client.get(address).status_code for address in (page.url, f"/en{page.url}")}
    assert len(answers) == 1, "a page and its alias are open to the same people"
    return answers == {200}


@pytest.mark.parametrize("role", ROLES)
def test_t58_nobody_opens_a_closed_page_by_the_dialog(client, everybody, closed, role):
    assert not is_open(client, closed)
    client.force_login(everybody[role])
    response = set_privacy(client, closed, NONE)
    assert response.status_code == 302
    assert kind(closed) == LOGIN
    assert not is_open(client, closed)


def test_the_dialog_says_what_to_do(client, administrator, closed):
    client.force_login(administrator)
    response = set_privacy(client, closed, NONE, **{"X-Requested-With": "XMLHttpRequest"})
    answer = json.loads(response.content)
    assert answer["step"] == "set_privacy"
    assert "《只给职工看的通知》" in answer["html"]
    assert "请先撤下" in answer["html"]


@pytest.mark.parametrize("role", ROLES)
def test_t58_through_the_stages_it_opens(client, everybody, closed, role):
    """Taken down, opened, submitted and approved twice anew."""
    client.force_login(everybody[role])
    fresh(closed).unpublish(user=everybody[role])
    set_privacy(client, closed, NONE)
    assert kind(closed) is None
    assert not is_open(client, closed)
    page = submit(closed, everybody["编辑"])
    assert not is_open(client, page)
    page = approve(approve(page, everybody["初审"]), everybody["终审"])
    client.logout()
    generation.forget()
    assert client.get(page.url).status_code == 200
    assert not list(integrity.faults())


@pytest.mark.parametrize("stage", ["初审", "终审", "等候发布"])
def test_t58_what_is_on_its_way_is_not_opened_either(client, everybody, tree, stage):
    page = NewsPageFactory(parent=tree.news, live=False, owner=everybody["编辑"])
    PageViewRestriction.objects.create(page=page, restriction_type=LOGIN)
    if stage == "等候发布":
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save()
    submit(page, everybody["编辑"])
    if stage != "初审":
        approve(page, everybody["初审"])
    if stage == "等候发布":
        approve(page, everybody["终审"])
    client.force_login(everybody["系统管理员"])
    set_privacy(client, page, NONE)
    assert kind(page) == LOGIN


def test_a_draft_or_what_was_sent_back_is_opened_at_once(client, everybody, tree, draft):
    client.force_login(everybody["系统管理员"])
    PageViewRestriction.objects.create(page=draft, restriction_type=LOGIN)
    reject(submit(draft, everybody["编辑"]), everybody["初审"])
    set_privacy(client, draft, NONE)
    assert kind(draft) is None


@pytest.mark.parametrize("role", ROLES)
def test_t58_a_section_stays_closed_as_long_as_a_page_below_is_shown(client, everybody, tree, released, role):
    CreatePageAliasAction(released, parent=tree.en_news, update_locale=tree.en.locale).execute(
        skip_permission_checks=True
    )
    client.force_login(everybody[role])
    set_privacy(client, tree.news, LOGIN)
    set_privacy(client, tree.news, NONE)
    assert kind(tree.news) == LOGIN
    assert not is_open(client, released)


@pytest.mark.parametrize("role", ROLES)
def test_t58_nor_is_the_circle_of_readers_widened(client, everybody, closed, groups, role):
    """Fewer may read at once, more may not; nor others."""
    first, second = groups
    client.force_login(everybody[role])
    set_privacy(client, closed, GROUPS, first)
    restriction = PageViewRestriction.objects.get()
    assert list(restriction.groups.all()) == [first]
    set_privacy(client, closed, GROUPS, first, second)
    set_privacy(client, closed, GROUPS, second)
    assert second not in restriction.groups.all()
    set_privacy(client, closed, LOGIN)
    assert kind(closed) == GROUPS


def test_t58_not_by_code_either(closed, groups, tree):
    restriction = PageViewRestriction.objects.get()
    other = NewsPageFactory(parent=tree.news)
    for change in (
        restriction.delete,
        PageViewRestriction.objects.all().delete,
        closed.view_restrictions.all().delete,
        lambda: groups[0].pageviewrestriction_set.add(restriction),
        lambda: restriction.groups.add(groups[0]),
    ):
        with pytest.raises(Refused, match="不能直接放宽"), transaction.atomic():
            change()
    restriction.page = other
    with pytest.raises(Refused, match="不能直接放宽"):
        restriction.save()
    assert kind(closed) == LOGIN


def test_t58_nor_moved_into_the_open(client, everybody, tree, released):
    PageViewRestriction.objects.create(page=tree.news, restriction_type=LOGIN)
    client.force_login(everybody["系统管理员"])
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[released.pk, tree.info.pk]))
    with pytest.raises(Refused, match="不能直接放宽"):
        fresh(released).move(tree.home, pos="last-child")
    page = fresh(released)
    assert page.get_parent().pk == tree.news.pk
    assert page.url_path.startswith(tree.news.url_path)


def test_a_page_that_is_deleted_takes_its_restriction_with_it(closed, admin_user):
    closed.unpublish(user=admin_user)
    fresh(closed).delete()
    assert not PageViewRestriction.objects.exists()


def test_closing_is_done_at_once_in_every_language(client, everybody, tree, released):
    """The English text of a closed page is closed with it, be it an alias or a translation of its own."""
    english = translate(released, locale=tree.en.locale, texts={released.title: "Shift meeting at the machines"})
    client.logout()
    assert client.get(f"/en{released.url}").status_code == 200
    client.force_login(everybody["系统管理员"])
    set_privacy(client, released, LOGIN)
    client.logout()
    generation.forget()
    for page in (released, english):
        response = client.get(page.url)
        assert response.status_code == 302, page
    for address in ("/en/news/", "/en/", "/en/search/?q=meeting", "/en/news/feed/"):
        assert "Shift meeting" not in client.get(address).content.decode(), address
    assert english.slug not in site_map_of(client)
    client.force_login(UserFactory())
    assert client.get(english.url).status_code == 200
