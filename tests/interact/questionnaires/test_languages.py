"""A questionnaire in two languages: what people read is translated, what is stored stays the same."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail_localize.models import TranslationSource

from interact.models import Answer, QuestionnairePage
from interact.questionnaires.services import record_answer
from tests.interact.conftest import ANSWER
from tests.releasing import publish, translate
from unionsite.publishing.guard import integrity

WORDS = {
    "食堂就餐调查": "Canteen survey",
    "对食堂满意吗": "Are you happy with the canteen?",
    "您的部门": "Your department",
    "不要写别人的姓名。": "Do not name other people.",
    "附件": "Attachment",
}


@pytest.fixture
def pair(make, tree):
    """(Chinese page, English page), translated with the site's own tool."""
    page = make()
    english = translate(page, locale=tree.en.locale, texts=WORDS)
    return page, english


def test_only_what_people_read_is_offered_for_translation(make):
    source, _created = TranslationSource.get_or_create_from_instance(make())

    texts = set(source.stringsegment_set.values_list("string__data", flat=True))

    assert {"对食堂满意吗", "不要写别人的姓名。", "食堂就餐调查"} <= texts
    assert not texts & {"满意", "质量部", "机加车间\n质量部", "department", "radio"}


def test_keys_kinds_choices_and_order_stay_the_same(pair):
    page, english = pair

    def stored(questionnaire):
        return [
            (row.clean_name, row.field_type, row.required, row.choices, row.translation_key)
            for row in questionnaire.form_fields.all()
        ]

    assert stored(page) == stored(english)
    assert [row.label for row in english.form_fields.all()][:2] == [
        "Your department",
        "Are you happy with the canteen?",
    ]
    assert english.opens_at == page.opens_at
    assert english.closes_at == page.closes_at


def test_the_english_page_asks_in_english_and_stores_the_same_values(client, clock, pair):
    _page, english = pair
    response = client.get(english.url)

    html = response.content.decode()
    assert english.url.startswith("/en/")
    assert '<html lang="en">' in html
    assert "Are you happy with the canteen?" in html
    assert "Do not name other people." in html
    # The choices are the Chinese ones, and say so to screen readers.
    assert '<ul class="choices" lang="zh-Hans">' in html
    stamp = response.context["form"]["stamp"].value()
    clock.move_to(timezone.now() + timedelta(seconds=30))

    assert client.post(english.url, {**ANSWER, "stamp": stamp})["Location"] == f"{english.url}thanks/"

    answer = Answer.objects.get()
    assert answer.page_id == english.pk
    assert {key: answer.form_data[key] for key in ANSWER} == ANSWER


@pytest.mark.parametrize("opened", [0, 1])
def test_answers_of_both_are_listed_counted_and_exported_together(admin_client, pair, opened):
    page, english = pair
    record_answer(page=page, data=ANSWER)
    record_answer(page=english, data={**ANSWER, "canteen": "一般"})
    address = reverse("wagtailforms:list_submissions", args=[pair[opened].pk])

    listing = admin_client.get(address)
    response = admin_client.get(f"{address}?export=xlsx")
    statistics = admin_client.get(reverse("interact_admin:statistics", args=[pair[opened].pk])).context["statistics"]

    assert listing.content.decode().count('name="selected-submissions"') == 2
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert {sheet["B2"].value, sheet["B3"].value} == {"简体中文", "英语"} or sheet["B2"].value != sheet["B3"].value
    assert {sheet["D2"].value, sheet["D3"].value} == {"满意", "一般"}
    assert statistics.total == 2
    assert [number for _name, number in statistics.languages] == [1, 1]


def test_the_section_lists_each_language_for_itself_and_counts_both(client, clock, pair, tree):
    page, english = pair
    record_answer(page=page, data=ANSWER)
    record_answer(page=english, data=ANSWER)

    html = client.get(tree.en_interact.url).content.decode()
    assert "Canteen survey" in html
    assert "食堂就餐调查" not in html
    assert "Canteen survey" not in client.get(tree.interact.url).content.decode()

    clock.move_to(page.closes_at + timedelta(days=1))
    response = client.get(tree.interact.url)
    assert [row.answer_count for row in response.context["listing"].closed] == [2]


def test_the_english_section_has_a_feed_and_an_empty_state(client, tree):
    assert client.get(f"{tree.en_interact.url}feed/").status_code == 200
    assert client.get(tree.en_interact.url).status_code == 200


def test_an_alias_in_the_english_tree_takes_answers_and_is_not_listed_twice(client, clock, make, tree):
    page = make()
    alias = page.copy_for_translation(tree.en_interact.locale, copy_parents=True, alias=True)
    alias = QuestionnairePage.objects.get(pk=alias.pk)
    response = client.get(alias.url)
    assert response.status_code == 200
    assert page.title not in client.get(tree.en_interact.url).content.decode()
    clock.move_to(timezone.now() + timedelta(seconds=30))

    client.post(alias.url, {**ANSWER, "stamp": response.context["form"]["stamp"].value()})

    assert Answer.objects.of(page).count() == 1


def publish_anew(page, **changes):
    fresh = QuestionnairePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    return publish(fresh)


def dates(page):
    return QuestionnairePage.objects.get(pk=page.pk).closes_at


def test_translations_close_with_their_original_and_are_still_what_was_released(pair):
    page, english = pair
    later = page.closes_at + timedelta(days=7)
    publish_anew(page, closes_at=later)
    assert dates(english) == later
    assert not list(integrity.faults())


def test_a_translation_does_not_set_the_dates_of_its_original(pair):
    """One that was begun when the original still closed earlier."""
    page, english = pair
    earlier, later = page.closes_at, page.closes_at + timedelta(days=7)
    publish_anew(page, closes_at=later)
    publish_anew(english, closes_at=earlier)
    assert dates(page) == later
    assert dates(english) == later
    assert not list(integrity.faults())
