"""A piece in a phone's calendar: RFC 5545 to the letter."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import NOON, NewsPageFactory
from tests.releasing import publish, translate
from unionsite.core.calendars import escape, fold


def unfold(text: str) -> str:
    return text.replace("\r\n ", "")


def unescape(text: str) -> str:
    """The reader's side of section 3.3.11, one character after the other."""
    plain, characters = "", iter(text)
    for character in characters:
        if character == "\\":
            character = next(characters)
            plain += "\n" if character in "nN" else character
        else:
            plain += character
    return plain


lines = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=300)


@given(lines)
@example("职" * 100)
@example("a" * 75)
@example("a" * 76)
@example("a" * 74 + "工会")
@example("🎉" * 40)
def test_folded_lines_are_short_and_unfold_to_the_same(line):
    folded = fold(line)
    assert unfold(folded) == line
    parts = folded.split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
@example("甲,乙;丙\\丁\n戊")
@example("\\n")
def test_escaped_text_reads_back_the_same(text):
    escaped = escape(text)
    assert unescape(escaped) == text
    assert "\n" not in escaped


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_no_kind_of_newline_can_begin_a_property(newline):
    assert escape(f"甲{newline}ATTENDEE:x") == "甲\\nATTENDEE:x"


def properties(client, page) -> list[tuple[str, str]]:
    response = client.get(f"{page.url}calendar/")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{page.slug}.ics"'
    text = response.content.decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return [tuple(line.split(":", 1)) for line in unfold(text).strip().split("\r\n")]


@pytest.mark.django_db
def test_the_entry_of_an_event(client, tree):
    page = NewsPageFactory(
        parent=tree.news,
        title="座谈会：工资、工时；以及,其他;事项\\安排" + "与职工代表面对面" * 8,
        summary="第一句，第二句,第三句。",
        place="综合楼;三层",
        slug="meeting",
    )
    found = properties(client, page)
    assert [value for name, value in found if name in ("BEGIN", "END")] == [
        "VCALENDAR", "VEVENT", "VALARM", "VALARM", "VEVENT", "VCALENDAR",
    ]  # fmt: skip
    values = dict(reversed(found))
    # 12:00 in Shanghai.
    assert (values["DTSTART"], values["DTEND"]) == ("20260508T040000Z", "20260508T060000Z")
    assert values["DTSTAMP"].endswith("Z")
    assert unescape(values["SUMMARY"]) == page.title
    assert values["SUMMARY"].startswith("座谈会：工资、工时；以及\\,其他\\;事项\\\\安排")
    assert values["LOCATION"] == "综合楼\\;三层"
    assert values["DESCRIPTION"] == "第一句，第二句\\,第三句。"
    assert values["URL"].startswith("http")
    assert values["URL"].endswith("/news/meeting/")
    assert values["VERSION"] == "2.0"
    assert values["TRIGGER"] == "-PT1H"


@pytest.mark.django_db
def test_an_event_without_end_takes_an_hour(client, tree):
    values = dict(properties(client, NewsPageFactory(parent=tree.news, ends_at=None)))
    assert (values["DTSTART"], values["DTEND"]) == ("20260508T040000Z", "20260508T050000Z")


@pytest.mark.django_db
def test_a_changed_event_keeps_its_identity_and_others_have_their_own(client, tree):
    page, other = NewsPageFactory(parent=tree.news), NewsPageFactory(parent=tree.news)
    before = dict(properties(client, page))
    page.title, page.starts_at, page.ends_at = "改期", NOON + timedelta(days=1), None
    publish(page)
    after = dict(properties(client, page))
    assert after["UID"] == before["UID"] != dict(properties(client, other))["UID"]
    assert after["DTSTART"] != before["DTSTART"]
    # A calendar takes the change only from a later stamp.
    assert after["DTSTAMP"] > before["DTSTAMP"]


@pytest.mark.django_db
def test_the_english_entry_is_in_english(client, tree):
    page = NewsPageFactory(parent=tree.news, title="座谈会")
    translated = translate(page, locale=tree.en.locale, texts={"座谈会": "A meeting"})
    values = dict(reversed(properties(client, translated)))
    assert values["SUMMARY"] == "A meeting"
    assert "/en/news/" in values["URL"]


@pytest.mark.django_db
def test_a_draft_has_no_calendar_entry(client, tree):
    page = NewsPageFactory(parent=tree.news, live=False)
    assert client.get(f"/news/{page.slug}/calendar/").status_code == 404
