"""A site that is being built: readers see one page in the place of all, staff see the site."""

import pytest

from tests.factories import NewsPageFactory, RulesPageFactory, UserFactory
from unionsite.core import generation
from unionsite.core.models import SiteSettings

NAME, PHONE, SECRET = "某某公司工会委员会", "0000-7654321", "尚未公布的评优结果"


@pytest.fixture
def building(tree):
    """The site as `setup_site` lays it: nobody may read it yet."""
    SiteSettings.objects.update(is_open=False)
    generation.forget()
    return tree


@pytest.mark.parametrize("who", ["nobody", "employee"])
def test_readers_see_nothing_of_a_site_that_is_being_built(client, building, who):
    SiteSettings.objects.update(phone=PHONE, union_name=NAME)
    page = NewsPageFactory(parent=building.news, title=SECRET)
    RulesPageFactory(parent=building.home, title="交流守则")
    if who == "employee":
        client.force_login(UserFactory())
    addresses = ["/", "/news/", page.url, "/news/feed/", "/sitemap.xml", "/sitemap-pages.xml", "/robots.txt", "/en/"]
    addresses += ["/search/?q=评优", "/search/suggest/?q=评优", "/feedback/", "/interact/report/", "/records/"]
    for address in [*addresses, "/documents/1/a.pdf", "/nothing.php", "/nothing/", "/news/?page=2"]:
        response = client.get(address)
        assert response.status_code == 503, address
        assert SECRET not in response.text
        assert "交流守则" not in response.text
        assert "工作动态" not in response.text
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Retry-After"]
        assert "X-Accel-Expires" not in response.headers
    assert PHONE in client.get("/").text
    assert NAME in client.get("/").text
    assert "This website is being prepared" in client.get("/en/").text
    assert client.post("/interact/report/", {}).status_code == 503


def test_what_the_staff_and_machines_need_stays_reachable(client, building):
    assert client.get("/healthz").headers["Content-Type"] == "application/json"
    for address in ("/account/login/", "/account/activate/", "/account/password/reset/", "/admin/login/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "工作动态" not in page.text, address
    assert client.get("/.well-known/security.txt").status_code != 503


def test_staff_read_the_site_under_a_line_that_says_it_is_not_open(building, editor_client):
    assert "网站还没有开通" in editor_client.get("/news/").text


def test_a_site_that_is_open_says_nothing_of_it(client, tree, editor_client):
    assert "网站还没有开通" not in editor_client.get("/news/").text
    assert client.get("/").headers.get("Retry-After") is None
