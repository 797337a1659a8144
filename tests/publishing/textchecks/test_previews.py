"""Marks in the preview for staff, none in public."""

import pytest
from django.urls import reverse

from tests.editing import form_data
from tests.factories import ImageFactory, NewsPageFactory, PlainPageFactory, UserFactory, picture_value, story
from unionsite.publishing.models import WordEntry

PLANS = ("paragraph", "<p>这是内<b>部资</b>料,请登录。</p>")


@pytest.fixture
def words(db):
    WordEntry.objects.create(word="内部资料")


@pytest.fixture
def page(tree, department, words):
    picture = ("picture", picture_value(ImageFactory(), alt=""))
    page = NewsPageFactory(parent=tree.news, department=department, body=story(PLANS, picture))
    page.save_revision()
    return page


def preview_of(client, page, cover="", **query) -> str:
    """What the preview panel shows of the stored form."""
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    data = form_data(page, cover=str(cover))
    data.pop("body-count")
    data |= {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "b0",
        "body-0-value": '{"blocks": [{"key": "a", "text": "这是内部资料,请登录。", "type": "unstyled", "depth": 0, '
        '"inlineStyleRanges": [], "entityRanges": [], "data": {}}], "entityMap": {}}',
    }
    assert client.post(url, data).json()["is_valid"]
    return client.get(url, query).content.decode()


def test_the_preview_marks_finds_for_the_checks_panel(editor_client, page):
    html = preview_of(editor_client, page, in_preview_panel="true")

    assert '<mark id="内部资料" class="qa qa--block" data-qa="sensitive"' in html
    assert 'data-qa="punctuation"' in html
    assert "publishing/textchecks/marks.css" in html
    assert '"id": "text-sensitive"' in html


@pytest.mark.parametrize(("query", "is_listed"), [({"in_preview_panel": "true"}, True), ({}, False)])
def test_what_no_words_stand_for_is_listed_in_the_panel_alone(editor_client, page, query, is_listed):
    html = preview_of(editor_client, page, cover=page.cover_id or ImageFactory(title="IMG_0231").pk, **query)

    assert ("data-qa-notes" in html) is is_listed
    assert ('data-qa="alt"' in html) is is_listed


def test_a_draft_is_marked_for_staff(editor_client, page):
    html = editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    assert html.count('data-qa="sensitive"') == 3
    assert "data-qa-notes" not in html


@pytest.mark.parametrize("who", ["nobody", "employee", "editor"])
def test_public_pages_carry_no_marks(client, page, editor, who):
    if who == "employee":
        client.force_login(UserFactory())
    elif who == "editor":
        client.force_login(editor)
    html = client.get(page.get_url()).content.decode()

    assert "内" in html
    assert "<mark" not in html
    assert "marks.css" not in html


def test_a_preview_without_findings_is_left_alone(editor_client, tree):
    page = PlainPageFactory(parent=tree.home)
    page.save_revision()
    html = editor_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()

    assert "marks.css" not in html


def test_the_checks_panel_counts_characters_instead_of_words(editor_client, page):
    html = editor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert 'data-text-metric="characters"' in html
    assert "data-content-readability-score" not in html
    assert "text-sensitive" in html
