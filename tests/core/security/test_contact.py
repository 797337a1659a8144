"""`/.well-known/security.txt` (RFC 9116): valid, or not there at all."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from unionsite.core import generation
from unionsite.core.models import SiteSettings
from unionsite.core.security_contact import ADDRESS, phone_uri, security_text

NOW = datetime(2026, 5, 8, 23, 30, tzinfo=UTC)


def fields(text: str) -> dict[str, list[str]]:
    found = {}
    for line in text.splitlines():
        name, _colon, value = line.partition(": ")
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture
def contact(tree, settings):
    settings.BASE_URL = "https://union.example.com"
    site = tree.home.get_site()

    def write(**values):
        SiteSettings.objects.update_or_create(site=site, defaults={"report_email": "", "report_phone": "", **values})
        generation.forget()

    return write


@pytest.mark.django_db
def test_it_names_the_contact_for_reports(client, contact):
    contact(report_email="jubao@example.com", report_phone="0512-66668888")
    with time_machine.travel(NOW, tick=False):
        response = client.get(ADDRESS)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(response.content.decode()) == {
        "Contact": ["mailto:jubao@example.com", "tel:+86-512-66668888"],
        "Expires": ["2026-11-04T00:00:00Z"],
        "Preferred-Languages": ["zh, en"],
        "Canonical": ["https://union.example.com/.well-known/security.txt"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{}, {"report_phone": "12351"}])
def test_without_a_contact_there_is_no_file(client, contact, values):
    contact(**values)
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.django_db
def test_a_new_contact_stands_there_at_once(client, contact):
    contact(report_email="a@example.com")
    assert "a@example.com" in client.get(ADDRESS).content.decode()
    contact(report_email="b@example.com")
    assert "b@example.com" in client.get(ADDRESS).content.decode()


@pytest.mark.django_db
def test_only_reading_is_allowed(client, contact):
    contact(report_email="a@example.com")
    assert client.post(ADDRESS).status_code == 405
    assert client.head(ADDRESS).status_code == 200


@pytest.mark.parametrize("days", range(0, 400, 23))
def test_it_always_expires_in_less_than_a_year_and_never_at_once(days):
    now = NOW + timedelta(days=days)
    text = security_text(email="a@example.com", phone="", base_url="https://x.example", now=now)
    expires = datetime.fromisoformat(fields(text)["Expires"][0])
    assert timedelta(days=170) < expires - now < timedelta(days=365)


def test_odd_addresses_cannot_add_a_line():
    text = security_text(email="a+b@example.com\nContact: x", phone="1\nx", base_url="http://intranet", now=NOW)
    assert fields(text)["Contact"] == ["mailto:a+b@example.com%0AContact%3A%20x"]
    # A web address there must be https.
    assert "Canonical" not in text


@pytest.mark.parametrize(
    ("number", "uri"),
    [
        ("0512-66668888", "tel:+86-512-66668888"),
        ("(010) 12345678", "tel:+86-10-12345678"),
        ("（0512）6666 8888", None),
        ("13812345678", "tel:+86-13812345678"),
        ("400-810-8888", "tel:+86-400-810-8888"),
        ("+86-512-66668888", "tel:+86-512-66668888"),
        ("+86 138 1234 5678", "tel:+86-138-1234-5678"),
        ("12351", None),
        ("66668888", None),
        ("0512-66668888转203", None),
        ("", None),
        ("请见公告", None),
    ],
)
def test_only_numbers_that_work_from_everywhere(number, uri):
    assert phone_uri(number) == uri
    assert uri is None or re.fullmatch(r"tel:\+[\d-]+", uri)
