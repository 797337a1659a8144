"""For search engines: every public address once, nothing that is closed, and the robots file."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home import sitemaps
from tests.factories import NewsPageFactory, PlainPageFactory
from tests.laws.builders import load
from tests.releasing import translate

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def base(settings):
    settings.BASE_URL = "https://union.example.com"
    return settings.BASE_URL


@pytest.fixture
def addresses(client, base):
    """Every address of all parts of the site map, by its lastmod; reads as `addresses()`."""

    def get() -> dict[str, str | None]:
        rows = []
        for part in parts(client):
            for url in read(client, part.removeprefix(base)).iter(f"{SPACE}url"):
                rows.append((url.findtext(f"{SPACE}loc"), url.findtext(f"{SPACE}lastmod")))
        assert len(rows) == len(dict(rows)), "an address stands there twice"
        return dict(rows)

    return get


def read(client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    assert "noindex" in response["X-Robots-Tag"]
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)


def parts(client) -> list[str]:
    """Return the addresses that the index names."""
    index = read(client, "/sitemap.xml")
    assert index.tag == f"{SPACE}sitemapindex"
    return [loc.text for loc in index.iter(f"{SPACE}loc")]


def test_addresses_are_absolute_and_of_both_languages(addresses, base, tree):
    found = addresses()
    assert all(address.startswith(f"{base}/") for address in found)
    for path in ("/", "/news/", "/rights/laws/", "/en/", "/en/news/", "/en/rights/laws/"):
        assert f"{base}{path}" in found
    assert "https://union.example.com/home/" not in found


def test_each_address_answers(addresses, base, client, tree):
    NewsPageFactory(parent=tree.news)
    load()
    answers = {address: client.get(address.removeprefix(base)).status_code for address in addresses()}
    assert set(answers.values()) == {200}, answers


def test_pieces_tell_when_they_changed(addresses, base, tree):
    page = NewsPageFactory(parent=tree.news)
    assert addresses()[f"{base}/news/{page.slug}/"].startswith("2026-05-08")


def test_translations_stand_there_and_mere_copies_do_not(addresses, base, tree):
    translated, copied = NewsPageFactory(parent=tree.news), NewsPageFactory(parent=tree.news)
    translate(translated, locale=tree.en.locale, texts={translated.title: "A meeting"})
    copied.copy_for_translation(tree.en.locale, alias=True)
    found = addresses()
    assert f"{base}/en/news/{translated.slug}/" in found
    assert f"{base}/en/news/{copied.slug}/" not in found


def test_drafts_private_and_expired_pages_are_absent(addresses, base, tree):
    draft = NewsPageFactory(parent=tree.news, live=False)
    expired = NewsPageFactory(parent=tree.news, expire_at=timezone.now() - timedelta(minutes=1))
    closed = PlainPageFactory(parent=tree.home, slug="closed")
    below = PlainPageFactory(parent=closed, slug="below")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    call_command("publish_scheduled", verbosity=0)
    found = addresses()
    for page in (draft, expired, closed, below):
        assert not [address for address in found if address.rstrip("/").endswith(f"/{page.slug}")]


def test_a_closed_section_is_absent_with_all_below_it(addresses, base, tree):
    NewsPageFactory(parent=tree.news)
    PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)
    assert not [address for address in addresses() if address.startswith(f"{base}/news/")]


def test_statutes_stand_there_once_in_chinese(addresses, base, tree):
    statute = load("劳动法")
    found = [address for address in addresses() if statute.slug in address]
    assert found == [f"{base}/rights/laws/{statute.slug}/"]


def test_statutes_of_a_library_that_is_closed_are_absent(addresses, tree):
    statute = load("劳动法")
    PageViewRestriction.objects.create(page=tree.rights, restriction_type=PageViewRestriction.LOGIN)
    assert not [address for address in addresses() if statute.slug in address]


def test_a_part_that_is_not_there_is_not_found(client, base, tree):
    for part in ("pages-99999", "pages-999999999", "pages-x", "pages-", "laws", "pages-0.xml"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


@pytest.mark.parametrize("number", [1, 12])
def test_every_page_stands_in_the_part_of_its_key(client, base, tree, monkeypatch, number):
    monkeypatch.setattr(sitemaps, "IN_A_PART", 5)
    pieces = [NewsPageFactory(parent=tree.news) for _ in range(number)]
    named = parts(client)
    assert named[0].startswith(f"{base}/sitemap-pages-")
    for piece in pieces:
        part = f"/sitemap-pages-{piece.pk // 5}.xml"
        assert f"{base}{part}" in named
        assert f"{base}/news/{piece.slug}/" in {loc.text for loc in read(client, part).iter(f"{SPACE}loc")}


def test_a_range_of_keys_without_a_public_page_is_not_named(client, base, tree, monkeypatch):
    monkeypatch.setattr(sitemaps, "IN_A_PART", 1)
    draft = NewsPageFactory(parent=tree.news, live=False)
    assert f"{base}/sitemap-pages-{draft.pk}.xml" not in parts(client)


def test_the_robots_file_names_the_map(client, base, tree):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert "Sitemap: https://union.example.com/sitemap.xml" in lines
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /search/", "Disallow: /en/search/"} <= set(lines)
    assert "Disallow: /" not in lines
