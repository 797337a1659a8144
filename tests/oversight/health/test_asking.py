"""Links to servers that behave badly: a word for each, in time, and little read (T92)."""

import time

import pytest

from tests.oversight.health import fake_site
from unionsite.core.outgoing import BoundedSession, certificate_until
from unionsite.oversight.health.asking import ask, ask_many, by_host
from unionsite.oversight.health.choices import LinkFault

pytestmark = pytest.mark.once


def asked(address: str, *, seconds: float = 1.5, verify=True):
    with BoundedSession(seconds=seconds, agent="t", may_be_inner=True) as session:
        session.verify = verify
        return ask(address, session)


@pytest.mark.parametrize(
    ("answer", "fault", "is_unknown"),
    [
        ((200, "words"), None, False),
        ((404, ""), LinkFault.GONE, False),
        ((410, ""), LinkFault.GONE, False),
        ((500, ""), LinkFault.ERROR, False),
        ((403, ""), None, True),
        ((429, ""), None, True),
        ("/home", None, False),
        ("/round", LinkFault.LOOP, False),
        ("ftp://127.0.0.1/", LinkFault.MALFORMED, False),
        (fake_site.for_ever_in_head, LinkFault.UNREACHABLE, False),
        (fake_site.for_ever_in_body, None, False),
        (fake_site.huge_declared, None, False),
        (fake_site.huge_streamed, None, False),
    ],
)
def test_what_is_said_of_each(other, answer, fault, is_unknown):
    other.answers |= {"/round": "/square", "/square": "/round", "/x": answer}
    start = time.monotonic()
    found = asked(other.url + "/x")
    assert (found.fault, found.is_unknown) == (fault, is_unknown)
    assert time.monotonic() - start < 6


def test_a_server_that_dislikes_head_is_asked_with_get(other):
    other.answers["/x"] = fake_site.huge_streamed
    assert asked(other.url + "/x").status == 200
    assert other.asked_for("/x") == ["HEAD", "GET"]


def test_an_endless_chain_of_redirects_is_given_up(other):
    other.answers |= {f"/{n}": f"/{n + 1}" for n in range(50)}
    assert asked(other.url + "/0").fault == LinkFault.LOOP
    assert len(other.asked) <= 8


def test_a_certificate_that_ran_out(tmp_path):
    files = fake_site.certificate(tmp_path, days=-3)
    site = fake_site.FakeSite(files)
    try:
        assert asked(site.url + "/", verify=files[0]).fault == LinkFault.CERTIFICATE
    finally:
        site.close()


@pytest.mark.parametrize("days", [-3, 12])
def test_the_own_certificate_is_read_good_or_bad(tmp_path, settings, days):
    site = fake_site.FakeSite(fake_site.certificate(tmp_path, days=days))
    settings.BASE_URL = site.url
    try:
        until = certificate_until()
        assert round((until.timestamp() - time.time()) / 86400) == days
    finally:
        site.close()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://localhost:8000/", "http://[::1]/", "http://2130706433/"]
)
def test_an_inner_address_is_not_asked_and_not_called_dead(address):
    """T92: without the setting of the tests."""
    with BoundedSession(seconds=2, agent="t") as session:
        found = ask(address, session)
    assert found.fault is None
    assert found.is_unknown


def test_a_redirect_to_an_inner_address_is_refused(other, own, settings):
    """T92: the first host is allowed here by its name alone."""
    settings.HEALTH_PRIVATE_ADDRESSES = False
    with BoundedSession(seconds=2, agent="t") as session:
        assert ask(other.url, session).is_unknown
    assert other.asked == []


@pytest.mark.parametrize(
    "address", ["http://", "https://a b/", "http://user:secret@host.example/", "http://[::1", "ftp://x"]
)
def test_what_is_no_address(address):
    assert asked(address).fault in (LinkFault.MALFORMED, LinkFault.UNREACHABLE)


def test_one_host_is_asked_one_at_a_time(other, settings):
    settings.HEALTH_PAUSE_SECONDS = 0.1
    addresses = [f"{other.url}/{n}" for n in range(4)]
    start = time.monotonic()
    answers = dict(ask_many(by_host(addresses), until=start + 20))
    assert sorted(answers) == addresses
    assert time.monotonic() - start >= 0.3
    assert other.agents == {f"unionsite-linkcheck/1.0 (+{settings.BASE_URL})"}


def test_nothing_is_begun_after_the_time(other, settings):
    settings.HEALTH_PAUSE_SECONDS = 0.05
    other.default = fake_site.slowly(0.3)
    addresses = [f"{other.url}/{n}" for n in range(30)]
    answers = dict(ask_many(by_host(addresses), until=time.monotonic() + 2))
    assert 0 < len(answers) < 10
