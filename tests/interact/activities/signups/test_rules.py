"""Pools, the queue and the dates, worked by hand."""

from datetime import datetime, timedelta

import pytest

from interact.activities.plans.choices import State
from interact.activities.signups import rules
from interact.activities.signups.rules import Fault, Phase, SignupState

HELD = datetime(2026, 5, 18, 10)
DATES = rules.Dates(HELD, HELD + timedelta(hours=8), HELD - timedelta(days=2))


@pytest.mark.parametrize(
    ("places", "quotas", "pools"),
    [
        (20, {}, {None: 20}),
        (20, {1: 5, 2: 3}, {1: 5, 2: 3, None: 12}),
        (8, {1: 5, 2: 3}, {1: 5, 2: 3, None: 0}),
        # A page that was never published like this: nothing goes below nothing.
        (4, {1: 5}, {1: 5, None: 0}),
    ],
)
def test_capacities(places, quotas, pools):
    assert rules.capacities(places, quotas) == pools


def test_pool_of():
    assert [rules.pool_of(department, {1: 5}) for department in (1, 2, None)] == [1, None, None]


@pytest.mark.parametrize(
    ("seats", "free", "capacity", "has_list", "outcome"),
    [
        (1, 1, 5, True, SignupState.PLACED),
        (2, 1, 5, True, SignupState.WAITING),
        (2, 1, 5, False, Fault.FULL),
        (1, 0, 5, True, SignupState.WAITING),
        (6, 5, 5, True, Fault.TOO_BIG),
        (1, 0, 0, True, Fault.NO_PLACES),
    ],
)
def test_decide(seats, free, capacity, has_list, outcome):
    assert rules.decide(seats, free, capacity, has_waiting_list=has_list) == outcome


@pytest.mark.parametrize(
    ("queue", "free", "moved"),
    [
        ([("a", None, 1), ("b", None, 1)], {None: 1}, ["a"]),
        # Three seats do not fit into two; the next two who fit go ahead.
        ([("a", None, 3), ("b", None, 1), ("c", None, 1), ("d", None, 1)], {None: 2}, ["b", "c"]),
        ([("a", None, 2), ("b", None, 2)], {None: 3}, ["a"]),
        # Places of another department are no use.
        ([("a", 1, 1), ("b", None, 1), ("c", 1, 1)], {1: 0, None: 2}, ["b"]),
        ([("a", 1, 1), ("b", None, 1), ("c", 1, 1)], {1: 2, None: 0}, ["a", "c"]),
        ([("a", 9, 1)], {None: 1}, []),
        ([], {None: 5}, []),
    ],
)
def test_who_moves_up(queue, free, moved):
    assert rules.who_moves_up([rules.Waiting(*one) for one in queue], free) == moved


@pytest.mark.parametrize(
    ("seats", "own", "free", "pools"),
    [
        (1, None, {1: 2, None: 1}, [None, 1]),
        (2, None, {1: 2, 2: 5, None: 1}, [2, 1]),
        (3, 1, {1: 2, None: 2}, []),
    ],
)
def test_pools_with_room(seats, own, free, pools):
    assert rules.pools_with_room(seats, own, free) == pools


@pytest.mark.parametrize(
    ("hours", "may_change", "may_move_up", "may_check_in"),
    [
        (-49, True, True, False),
        (-48, True, True, False),
        (-47, False, True, False),
        (-24, False, True, True),
        (0, False, False, True),
        (30, False, False, True),
    ],
)
def test_dates(hours, may_change, may_move_up, may_check_in):
    now = HELD + timedelta(hours=hours)
    assert DATES.may_change(now) is may_change
    assert DATES.may_move_up(now) is may_move_up
    assert DATES.may_check_in(now) is may_check_in


def test_without_a_deadline_people_may_change_until_it_begins():
    dates = rules.Dates(HELD, DATES.held_until, None)
    assert dates.may_change(HELD - timedelta(seconds=1))
    assert not dates.may_change(HELD)


@pytest.mark.parametrize(
    ("state", "hours", "is_full", "has_list", "phase"),
    [
        (State.UPCOMING, -200, False, True, Phase.UPCOMING),
        (State.OPEN, -200, False, True, Phase.OPEN),
        (State.OPEN, -200, True, True, Phase.QUEUE),
        (State.OPEN, -200, True, False, Phase.FULL),
        (State.CLOSED, -1, True, True, Phase.CLOSED),
        (State.CLOSED, 0, False, True, Phase.RUNNING),
        (State.CLOSED, 8, False, True, Phase.OVER),
        (State.CANCELLED, 8, False, True, Phase.CANCELLED),
    ],
)
def test_phase(state, hours, is_full, has_list, phase):
    assert DATES.phase(state, HELD + timedelta(hours=hours), is_full=is_full, has_waiting_list=has_list) == phase


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({}, {}),
        ({"held_at": HELD - timedelta(days=6)}, {"held_at": "before_close", "cancel_until": "after_start"}),
        ({"held_until": HELD}, {"held_until": "before_start"}),
        ({"cancel_until": HELD + timedelta(hours=1)}, {"cancel_until": "after_start"}),
        ({"cancel_until": HELD - timedelta(days=20)}, {"cancel_until": "before_opening"}),
        ({"cancel_until": None}, {}),
    ],
)
def test_faults_of_dates(changes, faults):
    dates = rules.Dates(**{**vars(DATES), **changes})
    assert rules.faults_of_dates(dates, HELD - timedelta(days=10), HELD - timedelta(days=5)) == faults
