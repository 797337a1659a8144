"""写稿: from the first page to an empty form in one click, with what the account knows filled in."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page

from tests.conftest import member
from tests.editing import form_data, save_draft, submit
from tests.factories import DepartmentFactory, ImageFactory, NewsPageFactory
from tests.journeys.forms import piece_form
from tests.publishing.reviewing import reject
from tests.releasing import publish
from unionsite.core.blocks import StoryBlock
from unionsite.core.models import SiteSettings
from unionsite.publishing.models import ReviewTask

pytestmark = [pytest.mark.once, pytest.mark.django_db]
NEW = re.compile(r'href="(/admin/pages/add/[^"]+)"')


@pytest.fixture
def writer(department):
    return member("信息员", name="钱海峰", department=department)


def first_page(client, user) -> str:
    client.force_login(user)
    return client.get("/admin/").content.decode()


def panel_of(html: str) -> str:
    start = html.index('<ul class="writing-sections">')
    return html[start : html.index("</section>\n", start)]


def addresses(html: str) -> list[str]:
    return NEW.findall(panel_of(html))


@pytest.mark.parametrize("role", ["信息员", "编辑", "系统管理员"])
def test_one_click_leads_to_an_empty_form_in_every_section(client, tree, role):
    html = first_page(client, member(role))
    found = addresses(html)
    parents = {int(address.rstrip("/").rpartition("/")[2]) for address in found}
    assert parents == {tree.news.pk, tree.rights.pk, tree.culture.pk, tree.info.pk}
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.context["form"]["title"].value() in (None, "")


@pytest.mark.wing("word_import")
def test_word_import_is_one_click_away_too(client, tree, writer):
    html = first_page(client, writer)
    address = reverse("word_import:choose", args=[tree.rights.pk])
    assert address in html
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("role", ["初审", "终审", "审计员", "举报办理"])
def test_who_does_not_write_has_no_such_panel(client, tree, role):
    assert "writing-sections" not in first_page(client, member(role))


def test_only_the_sections_that_are_theirs(client, tree, writer):
    GroupPagePermission.objects.filter(group__name="信息员").delete()
    right = Permission.objects.get(content_type__app_label="wagtailcore", codename="add_page")
    culture = Page.objects.get(pk=tree.culture.pk)
    GroupPagePermission.objects.create(group=writer.groups.get(), page=culture, permission=right)
    found = addresses(first_page(client, writer))
    assert {int(address.rstrip("/").rpartition("/")[2]) for address in found} == {tree.culture.pk}
    assert len(found) == 2


def standings(html: str) -> list[str]:
    return re.findall(r'<span class="writing-standing">(.*?)</span>', html)


def test_drafts_and_pieces_with_where_they_stand(client, tree, writer, first_reviewer):
    client.force_login(writer)
    draft, sent, back, out = (
        NewsPageFactory(parent=tree.news, live=False, owner=writer, title=title, first_published_at=None)
        for title in ("写了一半", "在审的一篇", "退回的一篇", "发了的一篇")
    )
    for page in (draft, sent, back):
        page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=True)
        page.save_revision(user=writer)
    publish(out)
    for page in (sent, back):
        submit(client, page)
    reject(back, first_reviewer)
    html = first_page(client, writer)
    assert standings(html)[0] == "草稿"
    assert sorted(standings(html)[1:]) == sorted(["已退回，等您修改", "初审中", "已发布"])
    # The English copies beside them are nobody's writing.
    assert html.count(">写了一半<") == 1
    assert html.count("我的稿件") == 1


def test_pieces_of_others_are_not_shown(client, tree, writer):
    NewsPageFactory(parent=tree.news, live=False, owner=member("编辑"), title="别人的稿件")
    assert "别人的稿件" not in first_page(client, writer)


def test_the_first_page_costs_the_same_with_many_pieces(client, tree, writer, django_assert_num_queries):
    client.force_login(writer)
    NewsPageFactory(parent=tree.news, live=False, owner=writer, first_published_at=None)
    submit(client, NewsPageFactory(parent=tree.news, live=False, owner=writer))
    client.get("/admin/")
    with django_assert_num_queries(QUERIES):
        client.get("/admin/")
    for _number in range(4):
        submit(client, NewsPageFactory(parent=tree.news, live=False, owner=writer))
        NewsPageFactory(parent=tree.news, live=False, owner=writer)
    # What was just done is told, and the menu counts anew.
    client.get("/admin/")
    with django_assert_num_queries(QUERIES):
        client.get("/admin/")


QUERIES = 30


def test_no_noughts_of_cases(client, tree, writer):
    html = first_page(client, writer)
    assert "cases-panel" not in html
    # The way to the desk of cases stays in the menu.
    assert "/admin/cases/" in html


def test_a_new_piece_knows_who_writes_it(client, tree, writer, department):
    client.force_login(writer)
    for address in addresses(first_page(client, writer)):
        form = client.get(address).context["form"]
        assert form["department"].value() == department.pk
        assert form["author"].value() == "钱海峰"
        assert form["source_name"].value() == department.name


def test_without_a_department_the_union_is_the_source(client, tree):
    SiteSettings.objects.update(union_name="晨桥装备工会")
    client.force_login(member("编辑", name="罗文静"))
    form = client.get(reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])).context["form"]
    assert (form["source_name"].value(), form["author"].value()) == ("晨桥装备工会", "罗文静")
    assert form["organiser"].value() == "晨桥装备工会"
    assert not form["department"].value()


def test_a_department_that_is_closed_is_not_filled_in(client, tree, writer, department):
    department.is_active = False
    department.save()
    client.force_login(writer)
    form = client.get(reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])).context["form"]
    assert not form["department"].value()


def test_what_stands_on_a_piece_is_left_alone(client, tree, writer):
    other = DepartmentFactory(name="设备动力部")
    page = NewsPageFactory(
        parent=tree.news, live=False, owner=writer, department=other, author="", source_name="省总工会"
    )
    client.force_login(writer)
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    assert form["department"].value() == other.pk
    assert form["author"].value() == ""
    assert form["source_name"].value() == "省总工会"


def newest(page):
    page.refresh_from_db()
    return page.get_latest_revision_as_object()


def test_the_cover_takes_the_words_of_its_picture(client, tree, writer):
    page = NewsPageFactory(parent=tree.news, live=False, owner=writer, cover=None, cover_alt="")
    street, hall = ImageFactory(description="车间门口的清晨"), ImageFactory(description="职工之家的大厅")
    client.force_login(writer)
    save_draft(client, page, cover=hall.pk)
    assert newest(page).cover_alt == "职工之家的大厅"
    save_draft(client, newest(page), cover_alt="大厅里挂着新的公告栏")
    save_draft(client, newest(page), cover=street.pk)
    assert newest(page).cover_alt == "大厅里挂着新的公告栏"


def test_a_cover_with_a_description_needs_no_other_words_to_be_submitted(client, tree, writer):
    page = NewsPageFactory(parent=tree.news, live=False, owner=writer, cover=None, cover_alt="")
    client.force_login(writer)
    answer = submit(client, page, cover=ImageFactory(description="车间门口的清晨").pk)
    assert answer.status_code == 302
    assert Page.objects.get(pk=page.pk).current_workflow_task == ReviewTask.objects.get(stage="first").task_ptr.specific


@pytest.mark.parametrize(("title", "words"), [("班组长在机床旁交底", "班组长在机床旁交底"), ("微信图片_20260508", "")])
def test_a_written_title_stands_in_for_a_description(client, tree, writer, title, words):
    page = NewsPageFactory(parent=tree.news, live=False, owner=writer, cover=None, cover_alt="")
    client.force_login(writer)
    save_draft(client, page, cover=ImageFactory(title=title, description="").pk)
    assert newest(page).cover_alt == words


def chosen_together(client, *pictures):
    """What the chooser in its multiple mode hands to the list that asked for pictures."""
    address = reverse("wagtailimages_chooser:chosen_multiple")
    answer = client.get(address, {"id": [picture.pk for picture in pictures], "multiple": 1})
    return {item["title"]: item["default_alt_text"] for item in answer.json()["result"]}


def test_pictures_chosen_together_bring_the_same_words_as_a_cover(client, tree, writer):
    pictures = [
        ImageFactory(title="IMG_1", description="车间门口的清晨"),
        ImageFactory(title="班组长在机床旁交底", description=""),
        ImageFactory(title="微信图片_20260508", description=""),
    ]
    client.force_login(writer)
    words = {"IMG_1": "车间门口的清晨", "班组长在机床旁交底": "班组长在机床旁交底", "微信图片_20260508": ""}
    assert chosen_together(client, *pictures) == words


def test_an_empty_gallery_has_no_words(client, tree, writer):
    client.force_login(writer)
    html = client.get(reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])).content.decode()
    gallery = StoryBlock().child_blocks["gallery"]
    assert [place["value"]["picture"] for place in gallery.get_form_state(gallery.get_default())] == [
        {"image": None, "alt_text": None, "decorative": None}
    ] * 2
    for script in ("choosing", "taking", "table"):
        assert f"core/editor/{script}.js" in html


@pytest.mark.parametrize("kind", ["news/newspage", "rights/policypage", "culture/gallerypage"])
def test_the_summary_has_lines_and_a_counter(client, tree, writer, kind):
    client.force_login(writer)
    section = {"news": tree.news, "rights": tree.rights, "culture": tree.culture}[kind.partition("/")[0]]
    html = client.get(f"/admin/pages/add/{kind}/{section.pk}/").content.decode()
    field = re.search(r"<textarea[^>]*name=\"summary\"[^>]*>", html)[0]
    assert 'data-counted="40 90"' in field
    assert "js/writing.js" in html


def test_a_summary_pasted_in_lines_becomes_one_paragraph(client, tree, writer, department):
    client.force_login(writer)
    page = NewsPageFactory(parent=tree.news, live=False, owner=writer)
    assert "summary" in form_data(page)
    save_draft(client, page, summary="第一句。\r\n  第二句。")
    assert newest(page).summary == "第一句。第二句。"
    form = piece_form(department, title="新的", summary="甲\n乙")
    client.post(reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk]), form)
    new = Page.objects.get(title="新的", alias_of=None)
    assert new.get_latest_revision_as_object().summary == "甲乙"
