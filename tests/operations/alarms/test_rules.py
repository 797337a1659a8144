"""When something is wrong enough to tell somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from unionsite.operations.alarms import rules
from unionsite.operations.alarms.rules import GIB

NOW = timezone.now()


@pytest.mark.parametrize(
    ("free", "total", "is_low"),
    [
        (2 * GIB, 5 * GIB, False),
        (GIB - 1, 5 * GIB, True),
        (9 * GIB, 80 * GIB, False),
        (7 * GIB, 80 * GIB, True),
        (11 * GIB, 4000 * GIB, False),
        (9 * GIB, 4000 * GIB, True),
    ],
)
def test_a_disk_is_low_by_a_share_within_bounds(free, total, is_low):
    assert rules.is_disk_low(free, total) is is_low


@pytest.mark.parametrize(("days", "is_near"), [(15, False), (13, True), (-1, True)])
def test_a_certificate_is_near_its_end_two_weeks_before(days, is_near):
    assert rules.is_near_its_end(NOW + timedelta(days=days), NOW) is is_near


def test_a_job_that_never_ended_is_told_after_three_hours():
    assert not rules.is_unfinished(NOW - timedelta(hours=2), None, NOW)
    assert rules.is_unfinished(NOW - timedelta(hours=4), None, NOW)
    assert not rules.is_unfinished(NOW - timedelta(hours=4), NOW, NOW)
