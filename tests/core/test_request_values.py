"""Whom a request is taken to come from (T28)."""

import pytest

from unionsite.core.request_values import client_address


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
