"""The demo tells one story: the words of its texts that are said once, and the reader that puts them in."""

from datetime import date, datetime

import pytest

from demo.answers import LAST_DAYS_AGO, moments
from demo.people import reception_days
from demo.story import CALENDAR, CONTENT, STORY, last_workday, read, told
from interact.cases.sla import Limits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{chair}}接待。", "主席林知行接待。"),
        ("请找{{women.name}}。", "请找苏明慧。"),
        ("{{days.general}}个工作日", f"{Limits().general}个工作日"),
        ("没有{名字}的话", "没有{名字}的话"),
    ],
)
def test_what_the_story_knows_is_put_in(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize("text", ["{{nobody}}", "{{chair.salary}}", "{{days}}"])
def test_what_it_does_not_know_is_an_error(text):
    with pytest.raises(KeyError):
        told(text)


@pytest.mark.parametrize("file", sorted(CONTENT.glob("*.toml")), ids=lambda file: file.stem)
def test_nobody_in_office_is_named_with_it_beside_the_story(file):
    """A post that is written out would stay when the office changes hands."""
    written = file.read_text("utf-8")
    if file.stem != "story":
        people = [person for person in STORY.values() if "post" in person]
        assert not [one["name"] for one in people if one["post"] + one["name"] in written]
    assert "{{" not in str(read(file))


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 30), ["2026-12-15", "2027-01-15", "2027-02-15", "2027-03-15"]),
        (date(2026, 8, 1), ["2026-08-17", "2026-09-15", "2026-10-15", "2026-11-16"]),
    ],
)
def test_reception_days_move_to_the_next_working_day(today, expected):
    assert [day.isoformat() for day in reception_days(today)] == expected


def test_the_last_working_day_keeps_the_time():
    sunday = datetime(2026, 11, 29, 10, 20)
    assert last_workday(sunday) == datetime(2026, 11, 27, 10, 20)
    assert last_workday(sunday, 1) == datetime(2026, 11, 26, 10, 20)
    assert last_workday(last_workday(sunday)) == last_workday(sunday)


def test_answers_were_published_at_hours_of_the_office_and_at_no_even_pace():
    now = datetime(2026, 11, 29, 22, 50)
    found = moments(80, now)
    assert len(found) == 80
    assert found == sorted(found)
    assert found[-1] <= last_workday(now, LAST_DAYS_AGO)
    assert all(CALENDAR.is_workday(moment.date()) and 9 <= moment.hour <= 17 for moment in found)
    assert len({moment.time() for moment in found}) > 40
