"""Wagtail's explorer: the same list, menus and filters as Wagtail's own, at a number of queries that stays."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, PagePermissionTester
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from tests.conftest import member, person
from tests.factories import (
    CasePageFactory,
    InterpretationPageFactory,
    NewsPageFactory,
    PolicyPageFactory,
    UserFactory,
)
from tests.publishing.reviewing import fresh, submit
from unionsite.publishing.wagtail_admin.explorer.translation_buttons import buttons

pytestmark = pytest.mark.django_db
# Of the editor's 27 in a section with one type of page: 8 say who is there (session, person, code, rights), 6 which
# page and what of it may be seen, 4 are the rows, 2 their translations, 1 the people in the filters, 1 the uses of the
# section for the side panel, 5 the frame of the admin (languages, breadcrumb, three entries of the menu). Each further
# type of page among the rows is one more; the home page, whose children are the sections, has six.
BUDGET = 30
ROLES = ["编辑", "系统管理员"]


@pytest.fixture
def look(client, tree):
    """Number of queries and HTML of the explorer in the news section, where nothing is read for the first time."""
    address = reverse("wagtailadmin_explore", args=[tree.news.pk])

    def count(user, query: str = "") -> tuple[int, str]:
        client.force_login(user)
        client.get(address + query)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address + query)
        assert response.status_code == 200
        return len(captured), response.content.decode()

    return count


# --- Queries ---


@pytest.mark.parametrize("role", ROLES)
def test_a_full_page_costs_what_three_pieces_cost(look, tree, role):
    user = member(role)
    pieces = [NewsPageFactory(parent=tree.news, owner=user) for _ in range(3)]
    few, html = look(user)
    assert pieces[0].title in html
    pieces += [NewsPageFactory(parent=tree.news, owner=UserFactory()) for _ in range(47)]
    many, html = look(user)
    assert all(piece.title in html for piece in pieces)
    assert few == many
    assert many <= BUDGET


@pytest.mark.parametrize("role", ROLES)
def test_so_does_the_section_with_the_most_types(client, tree, role):
    for factory in (InterpretationPageFactory, CasePageFactory, PolicyPageFactory):
        for _ in range(15):
            factory(parent=tree.rights)
    client.force_login(member(role))
    address = reverse("wagtailadmin_explore", args=[tree.rights.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert {type(page) for page in response.context["object_list"]} == set(tree.rights.allowed_subpage_models())
    assert len(captured) <= BUDGET


@pytest.mark.parametrize("role", ROLES)
def test_so_do_pieces_under_review(look, tree, editor, role):
    user = editor if role == "编辑" else member(role)

    def send(number: int) -> str:
        for _ in range(number):
            page = submit(NewsPageFactory(parent=tree.news, live=False, owner=editor), editor)
        return page.title

    title = send(3)
    few, html = look(user)
    assert title in html
    title = send(9)
    many, html = look(user)
    assert title in html
    assert few == many
    assert many <= BUDGET


# --- The same as Wagtail's ---


@pytest.mark.parametrize("role", ["编辑", "信息员", "初审", "终审", "系统管理员", "superuser"])
def test_rights_are_those_of_wagtail(tree, role):
    user = person(role)
    pages = [
        tree.home,
        tree.news,
        tree.home.get_parent().specific,
        NewsPageFactory(parent=tree.news),
        NewsPageFactory(parent=tree.news, live=False),
        NewsPageFactory(parent=tree.news, owner=user),
        NewsPageFactory(parent=tree.news, owner=user, live=False),
    ]
    for page in map(fresh, pages):
        ours, wagtails = page.permissions_for_user(user), PagePermissionTester(user, page)
        for name in ("can_delete", "can_move", "can_edit", "can_unpublish"):
            assert getattr(ours, name)() == getattr(wagtails, name)(), (page, name)


def test_so_they_are_for_a_page_with_others_below_it(tree):
    user = member("编辑")
    above = NewsPageFactory(parent=tree.news, live=False, owner=user)
    for is_live in (False, True):
        NewsPageFactory(parent=above, live=is_live)
        page = fresh(above)
        ours, wagtails = page.permissions_for_user(user), PagePermissionTester(user, page)
        assert (ours.can_delete(), ours.can_move()) == (wagtails.can_delete(), wagtails.can_move())


def described(found) -> list[tuple[str, str]]:
    return [(str(button.label), button.url) for button in found]


def test_translation_buttons_are_those_of_wagtail_localize(tree, editor):
    english = Locale.objects.get(language_code="en")
    bare, translated, copied, stopped = (NewsPageFactory(parent=tree.news) for _ in range(4))
    for page in (translated, stopped):
        source, _created = TranslationSource.update_or_create_from_instance(page)
        translation = Translation.objects.create(source=source, target_locale=english, enabled=page is translated)
        translation.save_target(user=editor)
    copied.copy_for_translation(english, alias=True)
    for page in (tree.home, tree.news, bare, translated, copied, stopped, *map(fresh, tree.en_news.get_children())):
        for user in (editor, member("初审", username=f"reviewer-{page.pk}")):
            ours = buttons(page, user, next_url="/admin/")
            assert described(ours) == described(page_listing_more_buttons(page, user, next_url="/admin/"))


def test_they_stand_once_in_the_menu_of_a_row(look, tree, editor):
    page = NewsPageFactory(parent=tree.news)
    _number, html = look(editor)
    assert html.count(reverse("wagtail_localize:submit_page_translation", args=[page.pk])) == 1


@pytest.mark.parametrize("role", ["编辑", "系统管理员", "信息员"])
@pytest.mark.parametrize("query", ["", "?ordering=ord"])
def test_the_side_panel_leads_to_the_other_language(look, tree, role, query):
    link = f'href="{reverse("wagtailadmin_explore", args=[tree.en_news.pk])}"'
    _number, html = look(member(role), query)
    assert link in html


# --- Filters, search, order ---


def test_filters_offer_the_people_concerned(look, tree, editor):
    owner, other = UserFactory(name="张三"), UserFactory(name="李四")
    theirs = NewsPageFactory(parent=tree.news, owner=owner, title="张三的稿件")
    NewsPageFactory(parent=tree.news, owner=editor, title="编辑的稿件")
    _number, html = look(editor)
    assert f'name="owner" value="{owner.pk}"' in html
    assert f'name="owner" value="{other.pk}"' not in html
    _number, html = look(editor, f"?owner={owner.pk}")
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


def test_the_root_has_its_list_too(client, tree):
    client.force_login(person("superuser"))
    root = tree.home.get_parent()
    for address in (reverse("wagtailadmin_explore_root"), reverse("wagtailadmin_explore", args=[root.pk])):
        assert tree.en.title in client.get(address, follow=True).content.decode()
