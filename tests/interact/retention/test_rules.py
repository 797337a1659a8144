"""How long is kept what: the last days, pure (security.md 5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact.cases.choices import ENDED, OPEN, State
from interact.retention import rules
from interact.retention.rules import Kept, Periods

pytestmark = pytest.mark.once

PERIODS = Periods(identity_days=180, body_years=3, declined_days=30, warn_days=14)
LAST = date(2029, 5, 11)  # of the words


def kept(state=State.CLOSED, closed_on=date(2026, 5, 11), is_on_hold=False, main=None) -> Kept:
    return Kept(state, closed_on, is_on_hold, main)


@pytest.mark.parametrize(
    ("case", "identity", "body"),
    [
        (kept(), date(2026, 11, 7), LAST),
        (kept(State.WITHDRAWN), date(2026, 11, 7), LAST),
        (kept(State.DECLINED), date(2026, 6, 10), date(2026, 6, 10)),
        (kept(is_on_hold=True), None, None),
        (kept(State.REPLIED, None), None, None),
        (kept(State.RECEIVED, None), None, None),
        (kept(State.MERGED, main=kept(closed_on=date(2026, 8, 3))), date(2027, 1, 30), date(2029, 8, 3)),
        (kept(State.MERGED, main=kept(State.ASSIGNED, None)), None, None),
        (kept(State.MERGED, main=kept(is_on_hold=True)), None, None),
        (kept(State.MERGED, is_on_hold=True, main=kept()), None, None),
        (kept(State.MERGED, closed_on=date(2026, 9, 1), main=kept()), date(2027, 2, 28), date(2029, 9, 1)),
        (kept(State.MERGED), date(2026, 11, 7), LAST),
    ],
)
def test_the_last_days(case, identity, body):
    assert rules.identity_until(case, PERIODS) == identity
    assert rules.body_until(case, PERIODS) == body


def test_a_leap_day_does_not_shorten_a_period():
    assert rules.years_after(date(2028, 2, 29), 3) == date(2031, 3, 1)


@given(
    closed_on=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    state=st.sampled_from(sorted(ENDED)),
    periods=st.builds(Periods, *(st.integers(1, most) for most in (1095, 10, 365, 60))),
)
def test_names_never_outlive_words(closed_on, state, periods):
    case = kept(State(state), closed_on)
    identity, body = rules.identity_until(case, periods), rules.body_until(case, periods)
    assert closed_on < identity <= body
    assert not rules.is_over(body, body)
    assert rules.is_over(body, body + timedelta(days=1))


@pytest.mark.parametrize("state", sorted(OPEN))
def test_open_cases_are_never_over(state):
    assert rules.ended_on(kept(State(state), date(2026, 5, 11))) is None
