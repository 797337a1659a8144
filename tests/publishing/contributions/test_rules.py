"""Pure rules of contributions."""

from datetime import date, datetime, time

import pytest

from unionsite.publishing.contributions import rules
from unionsite.publishing.contributions.choices import Skipped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\u3000\n", []),
        ("一段", ["一段"]),
        ("一\n二\n\n三", ["一\n二", "三"]),
        ("\u3000\u3000一\r\n \r\n\r\n\t\u3000二 ", ["一", "二"]),
    ],
)
def test_blank_lines_part_paragraphs(text, expected):
    assert rules.paragraphs(text) == expected


@pytest.mark.parametrize(
    ("department", "heads", "expected"),
    [
        (None, [], Skipped.NO_DEPARTMENT),
        (1, [], Skipped.NO_HEAD),
        (1, [7], Skipped.NO_HEAD),
        (1, [8], None),
        (1, [7, 8], None),
    ],
)
def test_who_has_nobody_to_sign_off(department, heads, expected):
    assert rules.skipped(department_id=department, sender_id=7, heads=heads) == expected


@pytest.mark.parametrize(("user", "expected"), [(7, False), (8, True), (9, False)])
def test_nobody_signs_off_their_own(user, expected):
    assert rules.may_sign_off(user_id=user, sender_id=7, heads=[7, 8]) is expected


def test_a_time_that_nobody_wrote_is_put_provisionally():
    assert rules.happened_at(date(2026, 5, 1), None) == datetime(2026, 5, 1, 9)
    assert rules.happened_at(date(2026, 5, 1), time(14)) == datetime(2026, 5, 1, 14)
