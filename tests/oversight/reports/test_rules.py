"""Which periods reports speak of, and until when they are due."""

from datetime import date

import pytest

from unionsite.oversight.reports import rules


@pytest.mark.parametrize(
    ("length", "given", "before"),
    [
        ("month", (2026, 1), (2025, 12)),
        ("month", (2026, 5), (2026, 4)),
        ("quarter", (2026, 1), (2025, 4)),
        ("quarter", (2026, 4), (2026, 3)),
        ("year", (2026, 1), (2025, 1)),
    ],
)
def test_the_period_before(length, given, before):
    assert rules.previous(length, *given) == before


@pytest.mark.parametrize(("length", "last"), [("month", (2026, 4)), ("quarter", (2026, 1)), ("year", (2025, 1))])
def test_the_last_period_that_is_over(length, last):
    assert rules.last_ended(length, date(2026, 5, 8)) == last


def test_the_year_is_due_on_the_last_of_january():
    assert rules.due_on("year", date(2027, 1, 1)) == date(2027, 1, 31)
    assert rules.due_on("month", date(2026, 5, 1)) == date(2026, 5, 10)
    assert rules.due_on("quarter", date(2026, 4, 1)) == date(2026, 4, 20)
