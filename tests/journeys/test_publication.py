"""From the editor's desk to the reader: written, reviewed twice, published, found, translated; or sent back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Page, TaskState, WorkflowState
from wagtail_localize.models import Translation

from news.models import NewsPage
from tests.clients import site_map_of
from tests.conftest import member
from tests.journeys.forms import PARAGRAPH, TITLE, answers, piece_form
from tests.journeys.pages import text_of, waiting_at

pytestmark = pytest.mark.django_db
ADDRESS, ENGLISH_ADDRESS = "/news/machine-side-meeting/", "/en/news/machine-side-meeting/"
ENGLISH = {
    TITLE: "Machining shop moves its shift meeting to the machines",
    "机加车间把班前会开到机床旁，问题当场办结。": "Questions are settled on the spot.",
    PARAGRAPH: "On 12 October the shift meeting was held beside the machines.",
    "机加车间": "Machining shop",
    "机加车间分工会": "Machining shop branch union",
}


# --- Two stages ---


def test_a_piece_goes_through_two_stages_before_anybody_sees_it(client, write, decide, first_reviewer, final_reviewer):
    page = write()
    assert waiting_at(page) == "初审"
    assert client.get(ADDRESS).status_code == 404

    decide(first_reviewer, page)
    assert waiting_at(page) == "终审"
    assert client.get(ADDRESS).status_code == 404

    decide(final_reviewer, page, comment="可以发布。")
    page.refresh_from_db()
    assert page.live
    assert page.first_published_at
    assert waiting_at(page) is None
    states = TaskState.objects.order_by("pk").values_list("task__name", "status", "finished_by__username", "comment")
    assert list(states) == [
        ("初审", "approved", "user-初审", ""),
        ("终审", "approved", "user-终审", "可以发布。"),
    ]


def test_a_published_piece_stands_everywhere_it_should(client, published):
    html = text_of(client, ADDRESS)
    for words in (TITLE, PARAGRAPH, "机加车间分工会", "田晓禾", "周若禾", "姚静"):
        assert words in html
    assert TITLE in text_of(client, "/news/")
    assert TITLE in text_of(client, "/news/", kind="meeting", tag="班前会")
    assert TITLE in text_of(client, "/")
    assert TITLE in text_of(client, "/news/feed/")
    found = re.sub(r"</?mark>", "", text_of(client, "/search/", q="机床旁"))
    assert TITLE in found
    assert ADDRESS in site_map_of(client)


def test_a_draft_is_saved_without_a_review(write):
    page = write(button="action-save")
    assert not page.live
    assert waiting_at(page) is None


def test_nobody_decides_out_of_turn(write, decide, editor, author, first_reviewer, final_reviewer):
    page = write()
    for user in (editor, author, final_reviewer):
        decide(user, page)
        assert waiting_at(page) == "初审", user
    decide(first_reviewer, page)
    for user in (editor, author, first_reviewer):
        decide(user, page)
        assert waiting_at(page) == "终审", user
    page.refresh_from_db()
    assert not page.live


def test_a_form_with_gaps_keeps_what_was_typed_and_stores_nothing(act, client, tree, department, editor):
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", tree.news.pk])
    response = act(
        editor, address, piece_form(department, source_name="", ends_at="2026-10-11 08:00", **{"action-submit": "x"})
    )
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"source_name", "ends_at"}
    html = response.content.decode()
    assert "结束时间早于开始时间" in html
    assert TITLE in html
    assert not NewsPage.objects.exists()


def test_a_rejected_piece_stays_a_draft_and_the_reason_is_kept(client, write, decide, first_reviewer):
    page = write()
    decide(first_reviewer, page, action="reject", comment="请核对办结问题的数字。")
    page.refresh_from_db()
    assert not page.live
    assert client.get(ADDRESS).status_code == 404
    state = TaskState.objects.get()
    assert (state.status, state.comment) == ("rejected", "请核对办结问题的数字。")
    assert WorkflowState.objects.get().status == "needs_changes"


def test_a_rejected_piece_is_mended_and_goes_on(
    client, act, write, decide, department, editor, first_reviewer, final_reviewer
):
    page = write()
    decide(first_reviewer, page, action="reject", comment="请核对数字。")
    mended = piece_form(department, paragraph="办结问题18件。", **{"action-submit": "x"}) | answers(page)
    act(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]), mended)
    assert waiting_at(page) == "初审"
    decide(first_reviewer, page)
    decide(final_reviewer, page)
    assert "办结问题18件。" in text_of(client, ADDRESS)


def test_what_changes_after_publication_is_reviewed_again(
    client, act, published, decide, department, editor, first_reviewer, final_reviewer
):
    changed = piece_form(department, paragraph="更正：办结问题18件。", **{"action-submit": "x"})
    act(editor, reverse("wagtailadmin_pages:edit", args=[published.pk]), changed)
    assert "更正" not in text_of(client, ADDRESS)
    published.refresh_from_db()
    day = published.first_published_at
    decide(first_reviewer, published)
    decide(final_reviewer, published)
    assert "更正" in text_of(client, ADDRESS)
    published.refresh_from_db()
    # Revisions keep milliseconds.
    assert abs(published.first_published_at - day) < timedelta(seconds=1), "the date of the first publication stays"


# --- English ---


@pytest.fixture
def translate(act, client, tree, editor, published):
    """The editor asks for a translation and types every text; returns the record of wagtail-localize."""

    def send() -> Translation:
        address = reverse("wagtail_localize:submit_page_translation", args=[published.pk])
        response = act(editor, address, {"locales": [tree.en.locale.pk]})
        assert response.status_code == 302
        translation = Translation.objects.get(source__object_id=published.translation_key)
        segments = translation.source.stringsegment_set.select_related("string")
        words = {field_of(segment): ENGLISH.get(segment.string.as_value().render_text(), "") for segment in segments}
        act(editor, reverse("wagtailadmin_pages:edit", args=[english_page(published).pk]), words)
        return translation

    return send


def field_of(segment) -> str:
    return f"text-{segment.context_id}-{segment.string_id}"


def english_page(published) -> Page:
    return Page.objects.get(translation_key=published.translation_key, locale__language_code="en").specific


@pytest.fixture
def publish_translation(act, translate, decide, published, editor, first_reviewer, final_reviewer):
    """Translated, submitted by the editor, approved at both stages; returns the English page."""

    def send() -> Page:
        translate()
        english = english_page(published)
        act(editor, reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action-submit": "1"})
        for reviewer, stage in ((first_reviewer, "初审"), (final_reviewer, "终审")):
            assert waiting_at(english) == stage
            decide(reviewer, english)
        assert waiting_at(english) is None
        return english

    return send


def hreflang(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def test_a_translation_is_published_and_both_languages_point_to_each_other(
    client, settings, published, publish_translation
):
    assert hreflang(text_of(client, ADDRESS)) == {}
    publish_translation()
    html = text_of(client, ENGLISH_ADDRESS)
    for text in ENGLISH.values():
        assert text in html
    assert TITLE not in html
    assert '<html lang="en">' in html
    pair = {"zh-hans": settings.BASE_URL + ADDRESS, "en": settings.BASE_URL + ENGLISH_ADDRESS}
    assert hreflang(html) == pair
    assert hreflang(text_of(client, ADDRESS)) == pair
    assert ENGLISH[TITLE] in text_of(client, "/en/news/")
    assert ENGLISH[TITLE] in text_of(client, "/en/")
    assert ENGLISH[TITLE] in re.sub(r"</?mark>", "", text_of(client, "/en/search/", q="machines"))


def test_an_editor_cannot_publish_a_translation(client, act, published, translate, editor):
    translate()
    english = english_page(published)
    act(editor, reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action": "publish"})
    assert ENGLISH[TITLE] not in text_of(client, "/en/news/")
    english.refresh_from_db()
    assert english.title == TITLE
    assert waiting_at(english) is None


def test_a_changed_translation_is_reviewed_again(
    client, act, decide, publish_translation, editor, first_reviewer, final_reviewer
):
    """The text that the public sees stays until then."""
    english = publish_translation()
    translation = Translation.objects.get(source__object_id=english.translation_key)
    segment = translation.source.stringsegment_set.get(string__data=TITLE)
    words = {field_of(segment): "A better title", "action-submit": "1"}
    act(editor, reverse("wagtailadmin_pages:edit", args=[english.pk]), words)
    assert waiting_at(english) == "初审"
    html = text_of(client, ENGLISH_ADDRESS)
    assert ENGLISH[TITLE] in html
    assert "A better title" not in html
    decide(first_reviewer, english)
    decide(final_reviewer, english)
    assert "A better title" in text_of(client, ENGLISH_ADDRESS)


def test_a_translation_at_work_is_not_shown_as_a_true_one(client, published, translate):
    translate()
    assert TITLE not in text_of(client, "/en/news/")
    assert hreflang(text_of(client, ADDRESS)) == {}


def test_a_taken_back_translation_takes_its_pair_along(client, act, publish_translation):
    english = publish_translation()
    assert hreflang(text_of(client, ADDRESS))
    act(member("系统管理员"), reverse("wagtailadmin_pages:unpublish", args=[english.pk]))
    assert client.get(ENGLISH_ADDRESS).status_code == 404
    assert hreflang(text_of(client, ADDRESS)) == {}
