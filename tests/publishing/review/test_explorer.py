"""Wagtail's explorer beside what is ours: the search's index, closed pages, translations, people."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.views.pages.listing import IndexView
from wagtail.models import GroupPagePermission, PagePermissionTester, PageViewRestriction

from tests.conftest import member, person
from tests.factories import NewsPageFactory, UserFactory
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(client, tree):
    """HTML of the explorer in the news section, as this person sees it."""
    address = reverse("wagtailadmin_explore", args=[tree.news.pk])

    def html(user, query: str = "") -> str:
        client.force_login(user)
        response = client.get(address + query)
        assert response.status_code == 200
        return response.content.decode()

    return html


def test_translating_stands_once_in_the_menu_of_a_row(look, tree, editor):
    page = NewsPageFactory(parent=tree.news)
    html = look(editor)
    assert html.count(reverse("wagtail_localize:submit_page_translation", args=[page.pk])) == 1


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "信息员"])
@pytest.mark.parametrize("query", ["", "?ordering=ord"])
def test_the_side_panel_leads_to_the_other_language(look, tree, role, query):
    link = f'href="{reverse("wagtailadmin_explore", args=[tree.en_news.pk])}"'
    html = look(member(role), query)
    assert link in html


def test_filters_offer_the_people_concerned(look, tree, editor):
    owner, other = UserFactory(name="张三"), UserFactory(name="李四")
    theirs = NewsPageFactory(parent=tree.news, owner=owner, title="张三的稿件")
    NewsPageFactory(parent=tree.news, owner=editor, title="编辑的稿件")
    html = look(editor)
    assert f'name="owner" value="{owner.pk}"' in html
    assert f'name="owner" value="{other.pk}"' not in html
    html = look(editor, f"?owner={owner.pk}")
    assert theirs.title in html
    assert "编辑的稿件" not in html


@pytest.mark.parametrize("query", ["?locale=en", "?owner=x", "?content_type=999999", "?p=99", "?ordering=ord", "?q=稿"])
def test_every_query_gets_an_answer(look, tree, editor, query):
    NewsPageFactory(parent=tree.news)
    look(editor, query)
    look(editor, f"results/{query}")


def test_a_filter_by_type_goes_through_the_tree(client, tree, editor):
    page = NewsPageFactory(parent=tree.news)
    client.force_login(editor)
    address = reverse("wagtailadmin_explore", args=[tree.home.pk])
    response = client.get(address, {"content_type": page.content_type_id, "search_all": 1})
    assert page.title in response.content.decode()


def test_putting_pages_in_order(client, tree, administrator):
    client.force_login(administrator)
    response = client.get(reverse("wagtailadmin_explore", args=[tree.home.pk]), {"ordering": "ord"})
    assert tree.info.title in response.content.decode()


@pytest.mark.parametrize(("ordering", "shown"), [("title", "34"), ("-title", "32")])
def test_a_later_page_asks_for_its_own_rows_alone(client, tree, editor, monkeypatch, ordering, shown):
    monkeypatch.setattr(IndexView, "paginate_by", 2)
    for number in "52413":
        NewsPageFactory(parent=tree.news, title=f"第{number}篇")
    client.force_login(editor)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(reverse("wagtailadmin_explore", args=[tree.news.pk]), {"ordering": ordering, "p": 2})
    assert [page.title for page in response.context["object_list"]] == [f"第{number}篇" for number in shown]
    passing = [query["sql"] for query in asked.captured_queries if "OFFSET" in query["sql"]]
    assert len(passing) == 1
    assert "EXISTS" not in passing[0]


def test_who_may_see_one_page_sees_no_other(client, tree):
    mine, other = NewsPageFactory(parent=tree.news), NewsPageFactory(parent=tree.news)
    group = Group.objects.create(name="一稿")
    group.permissions.add(*Group.objects.get(name="信息员").permissions.filter(codename="access_admin"))
    GroupPagePermission.objects.create(group=group, page=tree.info, permission_type="change")
    GroupPagePermission.objects.create(group=group, page=mine, permission_type="change")
    user = UserFactory()
    user.groups.add(group)
    client.force_login(user)
    html = client.get(reverse("wagtailadmin_explore", args=[tree.news.pk])).content.decode()
    assert mine.title in html
    assert other.title not in html


def test_what_is_closed_is_marked_in_every_language(client, tree, editor):
    """Wagtail marks the very page that was closed; here its alias and its translation are as closed."""
    page, open_page = NewsPageFactory(parent=tree.news), NewsPageFactory(parent=tree.news)
    for each in (page, open_page):
        each.copy_for_translation(tree.en.locale, alias=True)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    generation.forget()
    client.force_login(editor)
    for section in (tree.news, tree.en_news):
        html = client.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
        assert html.count("privacy-indicator") == 1


def test_the_root_has_its_list_too(client, tree):
    client.force_login(person("superuser"))
    root = tree.home.get_parent()
    for address in (reverse("wagtailadmin_explore_root"), reverse("wagtailadmin_explore", args=[root.pk])):
        assert tree.en.title in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("role", ["编辑", "初审", "终审", "信息员", "系统管理员", "superuser"])
@pytest.mark.parametrize("live", [True, False])
def test_who_may_delete_is_as_wagtail_says_but_asks_nobody_about_a_live_page(tree, role, live, assert_sql):
    user = person(role)
    for page in (NewsPageFactory(parent=tree.news, live=live, owner=owner) for owner in (user, None)):
        ours, wagtails = page.permissions_for_user(user), PagePermissionTester(user, page)
        assert ours.can_delete() == wagtails.can_delete()
        if live and role == "编辑":
            assert "publish" not in ours.permissions
            with assert_sql(0):
                ours.can_delete()
