from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interact.participation.rules import days_left, is_in_order
from interact.questionnaires import rules
from interact.questionnaires.choices import FieldType, State

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 8, 10, 0, tzinfo=SHANGHAI)
MOMENT, DAY = timedelta(microseconds=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "state"),
    [
        (None, None, State.OPEN),
        (NOW, None, State.OPEN),
        (NOW + MOMENT, None, State.UPCOMING),
        (None, NOW, State.CLOSED),
        (None, NOW + MOMENT, State.OPEN),
        (NOW - DAY, NOW + DAY, State.OPEN),
        (NOW + DAY, NOW + 2 * DAY, State.UPCOMING),
        (NOW - 2 * DAY, NOW - DAY, State.CLOSED),
    ],
)
def test_state_by_the_clock(opens_at, closes_at, state):
    assert rules.state_of(opens_at, closes_at, NOW) is state
    assert rules.may_answer(opens_at, closes_at, NOW) is (state is State.OPEN)


@pytest.mark.parametrize(
    ("closes_at", "days"),
    [
        (None, None),
        (NOW + timedelta(hours=1), 0),
        (datetime(2026, 5, 8, 23, 59, tzinfo=SHANGHAI), 0),
        (datetime(2026, 5, 9, 0, 0, tzinfo=SHANGHAI), 1),
        # Still the 9th in UTC: the calendar of the reader counts.
        (datetime(2026, 5, 9, 17, 0, tzinfo=ZoneInfo("UTC")), 2),
        (NOW - DAY, 0),
    ],
)
def test_days_left_count_midnights(closes_at, days):
    assert days_left(closes_at, NOW) == days


@pytest.mark.parametrize(
    ("kinds", "minutes"),
    [
        ([], 1),
        ([FieldType.RADIO] * 3, 1),
        ([FieldType.MULTI_LINE] * 2, 3),
        ([FieldType.RADIO] * 5 + [FieldType.CHECKBOXES] * 2 + [FieldType.MULTI_LINE], 3),
        (["radio"], 1),
    ],
)
def test_minutes_needed(kinds, minutes):
    assert rules.minutes_needed(kinds) == minutes


def test_choices_stand_one_on_a_line_and_keep_their_commas():
    assert rules.choices_in(" 早餐 \r\n\r\n午餐, 含夜宵\n  ") == ["早餐", "午餐, 含夜宵"]


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "in_order"),
    [
        (None, None, True),
        (NOW, None, True),
        (None, NOW, True),
        (NOW, NOW, False),
        (NOW, NOW - DAY, False),
        (NOW, NOW + DAY, True),
    ],
)
def test_order_of_times(opens_at, closes_at, in_order):
    assert is_in_order(opens_at, closes_at) is in_order
