"""Headers and cookies of every answer (T90), and what caches may keep."""

import json

import pytest

from tests.core.test_settings import GOOD, in_production
from unionsite.core.middleware import PERMISSIONS

pytestmark = pytest.mark.once

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/en/news/",
        "/search/?q=x",
        "/no-such-page/",
        "/%00/",
        "/robots.txt",
        "/admin/login/",
        "/static/css/site.css",
    ],
)
def test_t90_every_answer_has_the_headers(client, tree, address):
    response = client.get(address)
    assert {name: response[name] for name in EVERYWHERE} == EVERYWHERE
    assert "Server" not in response
    assert "X-Powered-By" not in response


def test_t90_powerful_features_are_off():
    policy = dict(part.split("=") for part in PERMISSIONS.split(", "))
    assert {policy[name] for name in ("camera", "microphone", "geolocation", "payment", "usb", "clipboard-read")} == {
        "()"
    }
    assert {name for name, who in policy.items() if who != "()"} == {
        "clipboard-write",
        "fullscreen",
        "picture-in-picture",
    }
    assert set(policy.values()) == {"()", "(self)"}


@pytest.mark.django_db
@pytest.mark.urls("tests.browser.urls")
def test_pictures_may_be_shown_by_sharing_cards(client, tree):
    assert "Cross-Origin-Resource-Policy" not in client.get("/media/images/none.jpg")


ASK = """
import json, django
from django.conf import settings
django.setup()
from django.test import Client
settings.STATIC_ROOT.mkdir()
client = Client(headers={"host": "union.example.com"})
healthy, plain = client.get("/healthz", secure=True), client.get("/news/")
bad = client.get("/", headers={"host": "evil"})
print(json.dumps([dict(healthy.headers), plain.status_code, plain["Location"], bad.status_code, bad.content.decode()]))
"""
COOKIES = (
    "s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, "
    "s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_SAMESITE, "
    "s.CSRF_COOKIE_PATH, s.CSRF_COOKIE_DOMAIN, s.KNOWN_BROWSER_COOKIE"
)
SHOW = "import json; from django.conf import settings as s; print(json.dumps([{}]))"


def test_t90_in_production_https_is_compulsory_and_errors_are_mute(tmp_path):
    result = in_production(tmp_path, ASK, **GOOD)
    assert result.returncode == 0, result.stderr
    headers, status, location, bad_status, bad = json.loads(result.stdout.strip().splitlines()[-1])
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert EVERYWHERE.items() <= headers.items()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (status, location) == (301, "https://union.example.com/news/")
    assert bad_status == 400
    assert "地址有误" in bad
    assert "ALLOWED_HOSTS" not in bad
    assert "evil" not in bad


def test_t90_cookies_in_production_cannot_be_planted_or_read(tmp_path):
    result = in_production(tmp_path, SHOW.format(COOKIES), **GOOD)
    session = ["__Host-sessionid", True, True, "Lax", "/", None]
    assert json.loads(result.stdout) == [*session, "__Host-csrftoken", True, "Lax", "/", None, "__Secure-known-browser"]


def test_a_plain_intranet_keeps_names_that_it_can_set(tmp_path):
    """Browsers refuse a cookie named `__Host-…` over http."""
    result = in_production(tmp_path, SHOW.format(COOKIES), **GOOD, HTTPS="off")
    assert json.loads(result.stdout)[:2] == ["sessionid", False]


# --- What caches may keep ---


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/news/", "/rights/laws/", "/search/?q=x", "/no-such-page/", "/en/"])
def test_a_public_page_is_the_same_for_everybody_without_a_session(client, tree, address):
    response = client.get(address)
    assert "cookie" not in response.get("Vary", "").lower()
    assert not response.cookies


@pytest.mark.django_db
def test_a_page_for_signed_in_staff_is_theirs_alone(admin_client, tree):
    response = admin_client.get("/")
    assert "wagtail-userbar" in response.content.decode()
    assert "cookie" in response["Vary"].lower()


@pytest.mark.django_db
def test_a_session_that_is_none_shows_the_public_page(client, tree):
    client.cookies["sessionid"] = "forged"
    response = client.get("/")
    assert response.status_code == 200
    assert "wagtail-userbar" not in response.content.decode()
