"""How a telephone is dialled, and when a reception is over."""

from datetime import date, datetime, time

import pytest

from home.people.rules import dialled, is_over


@pytest.mark.parametrize(
    ("telephone", "address"),
    [
        ("0000-8812351", "tel:0000-8812351"),
        ("（０１０） 8812 3456", "tel:01088123456"),
        ("+86 138 1234 5678", "tel:+8613812345678"),
        ("010-88123456转801", "tel:010-88123456,801"),
        ("010-88123456分机801", "tel:010-88123456,801"),
        ("分机8123", ""),
        ("内线：8123", ""),
        ("", ""),
    ],
)
def test_a_telephone_is_dialled_as_it_must_be(telephone, address):
    assert dialled(telephone) == address


@pytest.mark.parametrize(
    ("now", "over"),
    [("2026-05-15 15:59", False), ("2026-05-15 16:00", True), ("2026-05-14 23:00", False), ("2026-05-16 08:00", True)],
)
def test_a_reception_is_over_when_it_has_ended(now, over):
    assert is_over(date(2026, 5, 15), time(16), datetime.fromisoformat(now)) is over
