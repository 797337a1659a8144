"""Whom a request is taken to come from (T28), and what counts as a day."""

from datetime import date

import pytest

from unionsite.core.request_values import client_address, written_day


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("", 0, "10.0.0.1"),
        ("1.1.1.1", 0, "10.0.0.1"),
        ("1.1.1.1", 1, "1.1.1.1"),
        ("6.6.6.6, 1.1.1.1", 1, "1.1.1.1"),
        ("6.6.6.6, 1.1.1.1, 2.2.2.2", 2, "1.1.1.1"),
        ("1.1.1.1", 2, "10.0.0.1"),
        (" , ", 1, "10.0.0.1"),
    ],
)
def test_t28_only_entries_of_our_own_proxies_are_believed(forwarded, proxies, address):
    assert client_address("10.0.0.1", forwarded, proxies) == address


@pytest.mark.parametrize("text", ["", "2026", "2026-5-8", "20260508", "2026-02-30", "0000-01-01", "２０２６-05-08"])
def test_only_a_day_written_in_full_is_one(text):
    assert written_day(text) is None


def test_a_day_is_read():
    assert written_day("2026-05-08") == date(2026, 5, 8)
