"""Unkind addresses and parameters: the nearest page, 400 or 404, never 500; also before the site has a single page."""

import pytest
from wagtail.models import Page, Site

from tests.factories import InfoPageFactory, NewsPageFactory, TopicPageFactory

pytestmark = pytest.mark.django_db
LISTS = [
    "/news/",
    "/rights/",
    "/rights/laws/",
    "/culture/",
    "/info/",
    "/topics/",
    "/topics/a-topic/",
    "/interact/",
    "/en/news/",
]


@pytest.fixture
def pieces(tree):
    for number in range(17):
        NewsPageFactory(parent=tree.news, title=f"第{number}篇", tags=["安全"])
    InfoPageFactory(parent=tree.info)
    TopicPageFactory(parent=tree.topics, slug="a-topic")


PAGES = {
    **dict.fromkeys(["abc", "", "0", "-3", "1.5", "²", "1e9", "None", "1;2", "9" * 5000], 1),
    **dict.fromkeys(["2", "+2", "２", "99999", "9" * 400], 2),
}


def test_an_odd_page_number_gives_the_nearest_page(client, pieces, subtests):
    for page, number in PAGES.items():
        with subtests.test(page[:20]):
            response = client.get("/news/", {"page": page})
            assert response.status_code == 200
            assert response.context["listing"].page.number == number


IGNORED = [
    "kind=nonsense",
    "kind=",
    "kind=meeting&kind=nonsense",
    "kind=policy&kind=%F0%9F%98%80",
    "year=²⁰²⁶",
    "year=二〇二六",
    "year=99",
    "year=0000",
    "year=0001",
    "year=-2026",
    "year=20260",
    "year=２０２６",
    "from=groupmessage&isappinstalled=0",
    "utm_source=x",
    "a[]=1",
    "=",
    "&&&",
    "?",
    "%",
    "%zz",
    "kind=%",
    "page",
]


def test_unknown_parameters_and_values_are_ignored(client, pieces, subtests):
    for query in IGNORED:
        with subtests.test(query):
            response = client.get(f"/news/?{query}")
            assert response.status_code == 200
            assert response.context["listing"].page.paginator.count == 17
            assert not response.context["listing"].is_filtered


FILTERS = {
    "year=2026": 17,
    "year=1999": 0,
    "year=9999": 0,
    "kind=training": 0,
    "kind=meeting": 17,
    "tag=安全": 17,
    "tag=没有这个标签": 0,
    f"tag={'长' * 3000}": 0,
    "tag=%27%20OR%201%3D1--": 0,
    "kind=meeting&year=2026&tag=安全&page=3": 17,
}


def test_filters_that_find_little_still_answer(client, pieces, subtests):
    for query, count in FILTERS.items():
        with subtests.test(query[:20]):
            response = client.get(f"/news/?{query}")
            assert response.status_code == 200
            assert response.context["listing"].page.paginator.count == count


def test_an_empty_list_says_what_to_do_next(client, pieces):
    html = client.get("/news/?kind=training").content.decode()
    assert "没有符合条件的稿件" in html
    assert 'href="?"' in html


def test_every_list_takes_any_parameter(client, pieces, subtests):
    for address in LISTS:
        for query in ("page=abc", "page=99999", "year=²⁰²⁶", "category=x", "q=" + "长" * 900):
            with subtests.test(f"{address}?{query[:20]}"):
                assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/没有这一页/", 404),
        ("/%E6%B2%A1%E6%9C%89/", 404),
        ("/news/%E6%96%B0%E9%97%BB/", 404),
        ("/en/%E6%96%B0/", 404),
        ("/news/" + "a" * 6000 + "/", 404),
        ("/" + "a/" * 900, 404),
        ("/news/../news/", 404),
        ("/news//", 404),
        ("/NEWS/", 404),
        ("/news/index.php", 404),
        ("/.env", 404),
        ("/wp-login.php", 404),
        ("/news/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/%f0%9f%98%80/", 404),
        ("/%00/", 400),
        ("/news/%00", 400),
        ("/%ff/", 404),
        ("/news/%ff%fe/", 404),
        ("/%c0%af/", 404),
        ("/%ed%a0%80/", 404),
        ("/?q=%ff", 400),
        ("/search/?q=%ff", 400),
        ("/search/?q=%00", 400),
        ("/news/?tag=%00", 400),
        ("/news/?tag=%C4%E3", 400),
        ("/news/?%00=1", 400),
        ("/admin/%00/", 400),
        ("/healthz?%ff", 400),
    ],
)
@pytest.mark.parametrize("is_set_up", [True, False])
def test_malformed_and_unknown_addresses(client, db, path, status, is_set_up):
    if not is_set_up:
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
    response = client.get(path)
    if status == 404 and response.status_code == 301:
        response = client.get(response["Location"])
    assert response.status_code == status


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
@pytest.mark.parametrize("address", ["/", "/news/", "/news/feed/", "/search/", "/robots.txt", "/没有/"])
def test_other_methods_do_not_break_anything(client, tree, method, address):
    assert getattr(client, method)(address).status_code < 500


@pytest.mark.parametrize("host", ["evil.example", "testserver/", "[::1", "a" * 300])
def test_a_wrong_host_is_refused(client, tree, host):
    assert client.get("/", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 404), ("/en/", 404), ("/news/", 404), ("/sitemap.xml", 404), ("/robots.txt", 200),
        ("/search/?q=工会", 200), ("/admin/login/", 200), ("/healthz", 503),
    ],
)  # fmt: skip
def test_a_site_that_is_not_set_up_yet_says_so_calmly(client, db, address, status):
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    assert client.get(address).status_code == status
