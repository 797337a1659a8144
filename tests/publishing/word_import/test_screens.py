"""The screens: who sees the button, what is chosen, what is shown afterwards."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield

from news.models import NewsPage
from tests import word_documents as word
from tests.conftest import member
from tests.editing import save_draft
from tests.factories import UserFactory, picture_bytes
from tests.publishing.word_import.importing import imported, upload
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.publishing.word_import.models import WordImport

pytestmark = pytest.mark.once

GOOD = word.docx(word.p("座谈会召开", style="Title"), word.p("正文。", word.FORMULA))


def address(section) -> str:
    return reverse("word_import:choose", args=[section.pk])


@pytest.mark.parametrize("group", ["信息员", "编辑"])
def test_writers_find_the_button_and_make_a_draft_of_their_own(tree, client, group):
    user = member(group)
    client.force_login(user)
    assert address(tree.news) in client.get(reverse("wagtailadmin_explore", args=[tree.news.pk])).content.decode()

    response = upload(client, tree.news, GOOD, follow=True)

    page = WordImport.objects.get().page.specific
    assert isinstance(page, NewsPage)
    assert (page.title, page.live, page.owner, page.latest_revision.user) == ("座谈会召开", False, user, user)
    shown = response.content.decode()
    assert "公式没有导入" in shown
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in shown


@pytest.mark.parametrize("group", ["初审", "终审", "安全管理员", "审计员"])
def test_others_have_neither_button_nor_screen(tree, client, group):
    client.force_login(member(group))

    assert address(tree.news) not in client.get(reverse("wagtailadmin_explore", args=[tree.news.pk])).content.decode()
    assert client.get(address(tree.news)).status_code == 302
    assert upload(client, tree.news, GOOD).status_code == 302
    assert not NewsPage.objects.exists()


def test_employees_and_strangers_stay_outside(tree, client):
    assert "/login/" in client.get(address(tree.news))["Location"]
    client.force_login(UserFactory())
    assert client.get(address(tree.news)).status_code in (302, 403)
    assert not NewsPage.objects.exists()


@pytest.mark.parametrize("place", ["home", "interact", "laws", "topics"])
def test_where_no_pieces_are_made_there_is_no_button(tree, client, editor, place):
    section = getattr(tree, place)
    client.force_login(editor)

    assert address(section) not in client.get(reverse("wagtailadmin_explore", args=[section.pk])).content.decode()
    assert client.get(address(section)).status_code == 302


def test_only_types_of_the_section_can_be_chosen(tree, editor_client):
    shown = editor_client.get(address(tree.rights)).context["form"].fields["model"].choices
    response = upload(editor_client, tree.rights, GOOD, model="news.newspage")

    assert {value for value, _label in shown} == {
        "rights.interpretationpage",
        "rights.casepage",
        "rights.policypage",
    }
    assert "这个栏目不能建这种稿件，请重新选择。" in str(response.context["form"].errors["model"])


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("rights", "rights.interpretationpage"),
        ("rights", "rights.casepage"),
        ("rights", "rights.policypage"),
        ("culture", "culture.achievementpage"),
        ("culture", "culture.gallerypage"),
        ("info", "home.infopage"),
    ],
)
def test_every_type_of_piece_can_be_imported_and_opened(tree, editor_client, section, model):
    assert upload(editor_client, getattr(tree, section), GOOD, model=model).status_code == 302

    page = WordImport.objects.get().page
    assert page.specific._meta.label_lower == model
    assert editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_nothing_chosen_is_said_beside_the_fields(tree, editor_client):
    response = editor_client.post(address(tree.rights), {})

    errors = response.context["form"].errors
    assert errors["file"] == ["请选择Word文件。"]
    assert errors["model"] == ["请选择稿件类型。"]


def test_the_edit_screen_shows_the_notes_until_they_are_dismissed(tree, client, author):
    result = imported(GOOD, parent=tree.news, user=author)
    client.force_login(author)
    edit = reverse("wagtailadmin_pages:edit", args=[result.page.pk])
    assert "公式没有导入" in client.get(edit).content.decode()

    client.post(reverse("word_import:result", args=[result.pk]))

    assert "公式没有导入" not in client.get(edit).content.decode()


def test_notes_are_no_business_of_somebody_elses(tree, client, editor):
    result = imported(GOOD, parent=tree.news, user=editor)
    client.force_login(member("信息员"))

    url = reverse("word_import:result", args=[result.pk])
    assert client.post(url).status_code in (302, 403)
    assert client.get(url).status_code in (302, 403)
    assert WordImport.objects.get().dismissed_at is None


def test_what_stands_in_a_document_is_escaped_on_the_screen(tree, client, author):
    result = imported(
        word.docx(word.p(word.run("<img src=x onerror=alert(1)>"), word.FORMULA)), parent=tree.news, user=author
    )
    client.force_login(author)

    shown = client.get(reverse("word_import:result", args=[result.pk])).content.decode()

    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_the_same_file_again_is_told(tree, author):
    imported(GOOD, parent=tree.news, user=author)
    again = imported(GOOD, parent=tree.news, user=author)

    assert any("导入过，稿件是《座谈会召开》" in note["text"] for note in again.notes)
    assert NewsPage.objects.count() == 2


def test_the_import_is_on_record(tree, author):
    result = imported(GOOD, parent=tree.news, user=author, name="九月.docx")

    entry = AuditEntry.objects.get(action=Action.WORD_IMPORTED)
    assert (entry.actor_id, entry.subject_id, entry.detail["name"]) == (author.pk, str(result.page.pk), "九月.docx")
    assert WordImport.objects.get().sha256 == entry.detail["sha256"]


def test_deleting_the_draft_deletes_its_notes(tree, author):
    result = imported(GOOD, parent=tree.news, user=author)

    Page.objects.get(pk=result.page.pk).delete()

    assert not WordImport.objects.exists()


def test_a_picture_without_alt_text_keeps_nobody_from_saving_the_draft(tree, client, author, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = word.docx(word.p(word.picture("one")), media={"one.png": picture_bytes(format="PNG")})
    page = imported(content, parent=tree.news, user=author).page
    picture = {"image": page.body[0].value["picture"].pk, "alt_text": ""}
    client.force_login(author)

    response = save_draft(client, page, body=streamfield([("picture", {"picture": picture, "caption": ""})]))

    assert response.status_code == 302, response.context["form"].errors
    assert page.revisions.count() == 2
