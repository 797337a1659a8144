"""When a section is due, how it stands, and what counts as blank (S-7.3)."""

import json
from datetime import date, timedelta

import pytest

from unionsite.oversight.freshness import rules
from unionsite.oversight.freshness.choices import State, Veto
from unionsite.oversight.freshness.queries import last_months

DAY = date(2026, 5, 8)


@pytest.mark.parametrize(
    ("last", "limit", "due"),
    [
        (DAY, 14, date(2026, 5, 22)),
        (DAY, 180, date(2026, 11, 4)),
        (None, 7, date(2026, 1, 8)),
        (None, 180, date(2026, 1, 15)),
    ],
)
def test_the_last_day_in_time(last, limit, due):
    assert rules.due_on(last, laid_on=date(2026, 1, 1), limit=limit) == due


@pytest.mark.parametrize(
    ("days_left", "state"),
    [(14, State.FRESH), (4, State.FRESH), (3, State.SOON), (0, State.SOON), (-1, State.STALE), (-400, State.STALE)],
)
def test_the_state_of_a_section(days_left, state):
    due = DAY + timedelta(days=days_left)
    assert rules.state_of(date(2025, 1, 1), due, DAY) is state
    assert rules.is_fault(state, due, DAY) is (days_left < 0)


@pytest.mark.parametrize(("days_left", "is_at_fault"), [(1, False), (0, False), (-1, True)])
def test_a_section_without_anything_is_blank_and_gets_some_days(days_left, is_at_fault):
    due = DAY + timedelta(days=days_left)
    assert rules.state_of(None, due, DAY) is State.BLANK
    assert rules.is_fault(State.BLANK, due, DAY) is is_at_fault


@pytest.mark.parametrize(
    ("days_left", "reminded", "is_due"),
    [(4, None, False), (3, None, True), (0, None, True), (-1, None, False), (2, 0, False), (2, 9, True)],
)
def test_the_owner_is_told_before_and_once(days_left, reminded, is_due):
    due = DAY + timedelta(days=days_left)
    told = None if reminded is None else due - timedelta(days=reminded)
    assert rules.is_reminder_due(due, DAY, told) is is_due


KEY, OTHER, BLANK = (State.STALE, True), (State.STALE, False), (State.BLANK, False)


@pytest.mark.parametrize(
    ("faults", "found"),
    [
        ([], set()),
        ([KEY] * 4 + [OTHER] * 9 + [BLANK] * 4, set()),
        ([KEY] * 5, {Veto.KEY}),
        ([OTHER] * 10, {Veto.OTHERS}),
        ([BLANK] * 5 + [KEY] * 6, {Veto.BLANK, Veto.KEY}),
    ],
)
def test_what_fails_the_whole_site(faults, found):
    assert rules.vetoes(faults) == found


def body(kind: str, value) -> str:
    return json.dumps([{"type": kind, "value": value, "id": "b1"}])


@pytest.mark.parametrize(
    ("values", "blank"),
    [
        ([], True),
        (["", None], True),
        (["[]"], True),
        ([body("paragraph", "<p></p>")], True),
        ([body("paragraph", "<p>&nbsp;\u3000<br/></p>")], True),
        ([body("heading", {"text": "", "level": "h2"})], True),
        ([body("heading", {"text": "一", "level": "h2"})], False),
        ([body("paragraph", "<p>一</p>")], False),
        ([body("picture", {"picture": {"image": 7, "alt_text": "", "decorative": True}})], False),
        ([body("paragraph", ""), "<p>事实</p>"], False),
        (["<p><embed embedtype='image' id='3'/></p>"], False),
        (["[方括号开头的文字"], False),
        ([[{"type": "paragraph", "value": "<p>字</p>"}]], False),
    ],
)
def test_what_is_blank(values, blank):
    assert rules.is_blank(values) is blank


def test_months_go_back_over_the_new_year():
    assert last_months(date(2026, 2, 28), 4) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
