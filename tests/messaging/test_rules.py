"""When a message goes out."""

from datetime import datetime, time, timedelta

import pytest

from unionsite.messaging.rules import GATHERED, after_quiet, first_try, next_try

NIGHT = (time(21), time(7, 30))


@pytest.mark.parametrize(
    ("clock", "quiet", "expected"),
    [
        ((2026, 5, 11, 20, 59), NIGHT, (2026, 5, 11, 20, 59)),
        ((2026, 5, 11, 21, 0), NIGHT, (2026, 5, 12, 7, 30)),
        ((2026, 5, 11, 23, 59), NIGHT, (2026, 5, 12, 7, 30)),
        ((2026, 5, 12, 0, 0), NIGHT, (2026, 5, 12, 7, 30)),
        ((2026, 5, 12, 7, 29), NIGHT, (2026, 5, 12, 7, 30)),
        ((2026, 5, 12, 7, 30), NIGHT, (2026, 5, 12, 7, 30)),
        ((2026, 12, 31, 22, 0), NIGHT, (2027, 1, 1, 7, 30)),
        ((2026, 5, 12, 12, 30), (time(12), time(14)), (2026, 5, 12, 14, 0)),
        ((2026, 5, 12, 15, 0), (time(12), time(14)), (2026, 5, 12, 15, 0)),
        ((2026, 5, 12, 3, 0), (time(8), time(8)), (2026, 5, 12, 3, 0)),
    ],
)
def test_a_quiet_hour_ends_at_its_end(clock, quiet, expected):
    assert after_quiet(datetime(*clock), *quiet) == datetime(*expected)


def test_what_is_urgent_waits_for_nothing():
    now = datetime(2026, 5, 11, 23)
    assert first_try(now, is_at_once=True, quiet=NIGHT) == now
    assert first_try(now, is_at_once=False, quiet=NIGHT) == datetime(2026, 5, 12, 7, 30)
    noon = datetime(2026, 5, 11, 12)
    assert first_try(noon, is_at_once=False, quiet=NIGHT) == noon + GATHERED


def test_the_third_try_is_the_last():
    now = datetime(2026, 5, 11, 12)
    assert [next_try(now, attempts) for attempts in (1, 2, 3)] == [
        now + timedelta(minutes=1),
        now + timedelta(minutes=5),
        None,
    ]
