"""Which content policy goes with which answer (T89); what it does in a browser: tests/browser/test_csp.py."""

import json

import pytest
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.factories import ImageFactory, NewsPageFactory, linking
from unionsite.core.content_policy import FILE, PUBLIC
from unionsite.core.models import SiteDocument

pytestmark = [pytest.mark.once, pytest.mark.django_db]
HEADER, REPORTING = "Content-Security-Policy", "Content-Security-Policy-Report-Only"


def policy(response, header=HEADER) -> dict[str, list[str]]:
    """Sources by directive."""
    parts = [part.split() for part in response[header].split(";")]
    assert len(parts) == len({part[0] for part in parts})
    return {name: sources for name, *sources in parts}


STRICT = {
    "default-src": ["'none'"],
    "object-src": ["'none'"],
    "report-uri": ["/csp-report/"],
    **{name: ["'self'"] for name in ("script-src", "style-src", "img-src", "font-src", "connect-src", "media-src")},
    **{name: ["'self'"] for name in ("manifest-src", "form-action", "base-uri", "frame-ancestors")},
}


@pytest.mark.parametrize(
    "address", ["/", "/en/", "/news/", "/search/?q=x", "/no-such-page/", "/robots.txt", "/sitemap.xml", "/news/feed/"]
)
def test_t89_public_answers_have_the_strict_policy(client, tree, address):
    assert policy(client.get(address)) == STRICT


@pytest.mark.parametrize("address", ["/%00/", "/?q=%ff"])
def test_t89_refused_requests_have_it_too(client, tree, address):
    response = client.get(address)
    assert response.status_code == 400
    assert policy(response) == STRICT


def test_t89_signed_in_staff_get_no_weaker_policy_on_public_pages(admin_client, tree):
    response = admin_client.get("/")
    assert "wagtail-userbar" in response.content.decode()
    assert policy(response) == STRICT


@pytest.mark.parametrize("name", ["wagtailadmin_home", "wagtailimages:index", "wagtailusers_users:index"])
def test_t89_the_admin_has_the_narrow_exception(admin_client, tree, name):
    found = policy(admin_client.get(reverse(name)))
    changed = {
        "script-src": ["'self'", "'unsafe-inline'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "frame-src": ["'self'"],
    }
    assert found == STRICT | changed
    assert not [source for sources in found.values() for source in sources if "nonce" in source or "eval" in source]


def test_t89_no_address_outside_the_admin_is_taken_for_it(client, tree):
    for address in ("/adminx/", "/en/admin/", "/news/admin/", "/search/?next=/admin/"):
        assert policy(client.get(address)) == STRICT


def test_t89_previews_and_drafts_keep_the_public_policy(admin_client, tree):
    page = NewsPageFactory(parent=tree.news)
    page.save_revision()
    assert policy(admin_client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))) == STRICT


def test_t89_reporting_only_names_the_same_policy_and_blocks_nothing(client, admin_client, tree, settings):
    settings.CSP_REPORT_ONLY = True
    for browser, address in ((client, "/"), (admin_client, "/admin/")):
        response = browser.get(address)
        assert HEADER not in response
        assert policy(response, REPORTING)["default-src"] == ["'none'"]
    settings.CSP_REPORT_ONLY = False
    assert REPORTING not in client.get("/")


def test_t89_a_deployment_that_only_reports_is_warned(settings, db):
    warned = {message.id for message in run_checks(include_deployment_checks=True)}
    settings.CSP_REPORT_ONLY = True
    assert {message.id for message in run_checks(include_deployment_checks=True)} - warned == {"core.W001"}


# --- Uploads ---


@pytest.fixture
def document(tree):
    """A document that a public page links."""
    document = SiteDocument(title="规定")
    document.file.save("规定.pdf", ContentFile(b"%PDF-1.7\n"), save=True)
    document.file.close()
    NewsPageFactory(parent=tree.news, body=linking(document))
    return document


def fetch(client, url, **headers):
    """An answer with a file, read to its end."""
    response = client.get(url, **headers)
    if response.streaming:
        # Which closes it: closed once more, it would take the connection to the database along.
        b"".join(response.streaming_content)
    return response


def test_t89_documents_are_in_a_locked_room(client, tree, document):
    response = fetch(client, document.url)
    assert response[HEADER] == FILE
    assert {"default-src 'none'", "sandbox"} <= set(response[HEADER].split("; "))
    assert response["X-Content-Type-Options"] == "nosniff"
    again = fetch(client, document.url, HTTP_IF_NONE_MATCH=response["ETag"])
    assert (again.status_code, again[HEADER]) == (304, FILE)


def test_t89_reporting_only_does_not_open_the_room(client, tree, document, settings):
    settings.CSP_REPORT_ONLY = True
    assert fetch(client, document.url)[HEADER] == FILE


@pytest.mark.urls("tests.browser.urls")
def test_t89_pictures_are_in_a_locked_room(client, tree):
    rendition = ImageFactory().get_rendition("width-30")
    response = fetch(client, rendition.url)
    assert response.status_code == 200
    assert response[HEADER] == FILE
    assert response["X-Content-Type-Options"] == "nosniff"


def test_no_policy_names_another_host():
    assert "//" not in json.dumps(PUBLIC)
    assert "*" not in json.dumps(PUBLIC)
