"""Calls to other hosts: no inner address by whatever spelling, an end in time (T92)."""

import time

import pytest
import requests

from tests.oversight.health.fake_site import FakeSite, for_ever_in_body, for_ever_in_head
from unionsite.core.outgoing import BoundedSession, InnerAddress, is_inner, read_within

pytestmark = pytest.mark.once

INNER = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.1",
    "224.0.0.1",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", INNER)
def test_inner_addresses(address):
    assert is_inner(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses(address):
    assert not is_inner(address)


@pytest.fixture
def site():
    site = FakeSite()
    yield site
    site.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:7f00:1]"])
def test_an_inner_host_is_never_called(site, host):
    """T92: whatever the spelling; the server hears nothing of it."""
    with BoundedSession(seconds=2, agent="t") as session, pytest.raises((InnerAddress, requests.RequestException)):
        session.request("GET", site.url.replace("127.0.0.1", host))
    assert site.asked == []


@pytest.mark.parametrize("trickle", [for_ever_in_head, for_ever_in_body])
def test_a_trickling_answer_is_cut(site, trickle):
    site.answers["/"] = trickle
    start = time.monotonic()
    with (
        BoundedSession(seconds=0.6, agent="t", may_be_inner=True) as session,
        pytest.raises(requests.RequestException),
        session.request("GET", site.url + "/") as response,
    ):
        read_within(response.raw, most=10_000, deadline=start + 0.6)
    assert time.monotonic() - start < 10


def test_a_redirect_is_not_followed(site):
    site.answers["/a"] = "/b"
    with BoundedSession(seconds=2, agent="t", may_be_inner=True) as session:
        assert session.request("GET", site.url + "/a").status_code == 302
    assert site.asked == [("GET", "/a")]
