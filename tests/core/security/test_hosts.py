"""Who we are is said by the settings, never by the request (T91)."""

import re

import pytest
from django.core import mail

from tests.editing import submit
from tests.factories import NewsPageFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
BASE = "https://union.example.com"
EVIL = "evil.example"


@pytest.fixture(autouse=True)
def base(settings):
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = BASE


@pytest.mark.parametrize(
    "host", [EVIL, "testserver.evil.example", "testserver@evil.example", "evil.example:80", "", "a b"]
)
@pytest.mark.parametrize("address", ["/", "/admin/login/", "/sitemap.xml", "/documents/1/x.pdf", "/csp-report/"])
def test_t91_another_host_is_refused(client, tree, host, address):
    response = client.get(address, HTTP_HOST=host)
    assert response.status_code == 400
    assert EVIL not in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_X_FORWARDED_HOST": EVIL},
        {"HTTP_X_HOST": EVIL},
        {"HTTP_FORWARDED": f"host={EVIL}"},
        {"HTTP_X_FORWARDED_SERVER": EVIL},
        {"HTTP_X_ORIGINAL_URL": "/admin/", "HTTP_X_REWRITE_URL": "/admin/"},
        {"PATH_INFO": f"http://{EVIL}/"},
    ],
)
@pytest.mark.parametrize("address", ["/", "/news/", "/sitemap.xml", "/robots.txt", "/news/feed/", "/no-such-page/"])
def test_t91_what_proxies_say_changes_no_address(client, tree, headers, address):
    page = NewsPageFactory(parent=tree.news)
    for path in (address, page.url):
        response = client.get(path, **headers)
        assert response.status_code in (200, 400, 404)
        assert EVIL not in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/news/", "/sitemap.xml", "/robots.txt", "/news/feed/"])
def test_t91_absolute_addresses_come_from_the_settings(client, tree, address):
    """Whatever allowed host a request was for."""
    NewsPageFactory(parent=tree.news)
    text = client.get(address, HTTP_HOST="localhost").content.decode()
    hosts = set(re.findall(r"https?://([^/\"'<\s]+)", text))
    # The last four are names of XML and JSON-LD vocabularies, no links.
    others = {"beian.miit.gov.cn", "beian.mps.gov.cn", "www.w3.org", "schema.org", "www.sitemaps.org", "purl.org"}
    assert hosts - others <= {"union.example.com"}
    assert BASE in text or address == "/"


def test_t91_mails_link_to_the_configured_address(
    editor_client, tree, first_reviewer, django_capture_on_commit_callbacks
):
    page = NewsPageFactory(parent=tree.news, live=False, first_published_at=None, last_published_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        response = submit(editor_client, page)
    assert response.status_code == 302
    assert mail.outbox
    for message in mail.outbox:
        links = re.findall(r"https?://[^\s\"<]+", message.body)
        assert links
        assert all(link.startswith(f"{BASE}/admin/") for link in links)
