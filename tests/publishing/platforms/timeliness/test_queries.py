"""Lag in working days and lateness (S-3.9), as tables."""

from datetime import UTC, date, datetime

import pytest

from unionsite.core.workdays import WorkCalendar
from unionsite.publishing.platforms.timeliness.queries import Punctuality

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("happened", "published", "days"),
    [
        (date(2026, 5, 11), date(2026, 5, 11), 0),  # a Monday
        (date(2026, 5, 11), date(2026, 5, 14), 3),
        (date(2026, 5, 15), date(2026, 5, 18), 1),  # over a weekend
        (date(2026, 4, 30), date(2026, 5, 6), 1),  # over 劳动节
        (date(2026, 5, 14), date(2026, 5, 11), -3),  # a notice
    ],
)
def test_the_lag_counts_working_days_after_the_event(happened, published, days):
    assert CALENDAR.workdays_between(happened, published) == days


@pytest.mark.parametrize(("days", "limit", "late"), [(3, 3, False), (4, 3, True), (-2, 0, False), (1, 0, True)])
def test_the_last_day_of_the_limit_is_in_time(days, limit, late):
    piece = Punctuality(1, "", "", "", date(2026, 5, 11), datetime(2026, 5, 14, tzinfo=UTC), days, limit, False)
    assert piece.is_late is late
