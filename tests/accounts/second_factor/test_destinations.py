"""Where signing in leads: to the page that was wanted, never to another site (T21)."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from tests.accounts.second_factor.signing_in import (
    CODE,
    ROUTES,
    SIGN_IN,
    code_of,
    give_code,
    give_password,
    is_in,
    is_led_to_sign_in,
    sign_in,
)
from tests.clients import SiteClient

pytestmark = [pytest.mark.once, pytest.mark.django_db]
WANTED = "/admin/pages/?q=x"
ELSEWHERE = [
    "//evil.example/",
    "///evil.example/",
    "https://evil.example/",
    "http:evil.example",
    "https:///evil.example/",
    "HTTPS://EVIL.EXAMPLE/",
    r"\\evil.example",
    r"/\evil.example",
    r"\/evil.example",
    "/\t/evil.example",
    " //evil.example",
    "/admin/\r\nSet-Cookie: evil=1",
    "/admin/\nLocation: https://evil.example/",
    "\r\n//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "//testserver:443@evil.example/",
    "javascript:alert('evil')",
    "data:text/html,evil",
    "ftp://evil.example/",
    "//[evil",
]


def leads_elsewhere(answer) -> bool:
    """Whether a browser would leave the site, or read a header that somebody wrote into the address."""
    target = answer["Location"]
    parts = urlsplit(target.replace("\\", "/"))
    return bool(parts.scheme or parts.netloc or not target.startswith("/") or set(target) & set("\r\n\t"))


@pytest.mark.parametrize("route", ROUTES)
def test_t21_the_page_that_was_wanted_comes_after_the_code(client, device, route):
    assert sign_in(client, device, route=route, next=WANTED)["Location"] == WANTED


def test_t21_who_is_sent_to_sign_in_comes_back_to_the_page(client, device):
    sent = client.get(WANTED)
    assert is_led_to_sign_in(sent)
    page = client.get(sent["Location"])
    assert sign_in(client, device, next=page.context["next"])["Location"] == WANTED


@pytest.mark.parametrize("target", ELSEWHERE, ids=ascii)
def test_t21_password_and_code_lead_to_no_other_site(device, target, clock):
    for route in ROUTES:
        client = SiteClient()
        assert client.get(route, {"next": target}).context["next"] == ""
        for answer in (
            client.post(
                f"{route}?next=/admin/", {"username": device.user.username, "password": "wrong", "next": target}
            ),
            give_password(client, device.user, route=route, next=target),
        ):
            assert answer.status_code == 200 or answer["Location"] == CODE
        answer = give_code(client, code_of(device), next=target)
        assert answer["Location"] == "/admin/"
        assert not leads_elsewhere(answer)
        assert is_in(client)
        clock.shift(30)


@pytest.mark.parametrize("target", ELSEWHERE, ids=ascii)
def test_t21_who_is_in_already_is_led_to_no_other_site(client, device, target):
    client.force_login(device.user)
    for route in ROUTES:
        answer = client.get(route, {"next": target})
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get(SIGN_IN, {"next": WANTED})["Location"] == WANTED


@pytest.mark.parametrize("target", ELSEWHERE, ids=ascii)
def test_t21_confirming_and_signing_out_lead_to_no_other_site(client, device, target):
    client.force_login(device.user)
    confirm = reverse("accounts:step_up")
    assert client.get(confirm, {"next": target}).context["next"] == ""
    answer = client.post(confirm, {"code": code_of(device), "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    answer = client.post(reverse("wagtailadmin_logout"), {"next": target})
    assert answer.status_code == 302
    assert not leads_elsewhere(answer)
    assert not is_in(client)


def test_t21_confirming_leads_back_to_the_page(client, device):
    client.force_login(device.user)
    answer = client.post(reverse("accounts:step_up"), {"code": code_of(device), "next": WANTED})
    assert answer["Location"] == WANTED
