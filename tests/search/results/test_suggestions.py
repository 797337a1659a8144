"""Suggestions while typing: titles of what is public, in parts of a word, in each language."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.index.services import index_page
from tests.factories import NewsPageFactory
from tests.releasing import publish
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(client):
    def ask(typed, address="/search/suggest/"):
        response = client.get(address, {"q": typed})
        assert response.status_code == 200
        assert response["Content-Type"] == "application/json"
        return response.json()["suggestions"]

    return ask


def test_titles_are_suggested_from_their_middle_and_beginnings_first(tree, suggested):
    for title in ("关于体检安排的通知", "体检安排表"):
        index_page(page=NewsPageFactory(parent=tree.news, title=title))
    assert suggested("体检安") == ["体检安排表", "关于体检安排的通知"]
    assert suggested("食堂") == []


def test_a_statute_is_suggested_once(labour_law, suggested):
    assert suggested("劳动") == ["劳动法"]


def test_each_language_has_its_own(tree, suggested):
    index_page(page=NewsPageFactory(parent=tree.en_news, title="Negotiations begin"))
    assert suggested("negot", "/en/search/suggest/") == ["Negotiations begin"]
    assert suggested("negot") == []


@pytest.mark.parametrize("state", ["draft", "private", "expired", "withdrawn"])
def test_what_is_not_public_is_not_suggested(tree, suggested, state):
    page = NewsPageFactory(parent=tree.news, title="疗养名单")
    publish(page)
    assert suggested("疗养") == ["疗养名单"]
    if state == "private":
        PageViewRestriction.objects.create(page=tree.news, restriction_type=PageViewRestriction.LOGIN)
        generation.forget()
    elif state == "expired":
        type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    elif state == "withdrawn":
        page.unpublish()
    else:
        type(page).objects.filter(pk=page.pk).update(live=False)
    assert suggested("疗养") == []


@pytest.mark.parametrize("typed", ["", " ", "？", '"', "*", "a" * 3000, "🙂", "'; --", "<script>", "NEAR("])
def test_anything_may_be_typed(tree, suggested, typed):
    assert suggested(typed) == []


@pytest.mark.parametrize("number", [1, 20])
def test_three_queries_whatever_the_number(tree, client, django_assert_num_queries, number):
    for n in range(number):
        index_page(page=NewsPageFactory(parent=tree.news, title=f"讲座{n}"))
    client.get("/search/suggest/?q=讲座")
    with django_assert_num_queries(3):
        client.get("/search/suggest/?q=讲座")


def test_rules_of_other_places_come_last(tree, suggested, add_statute):
    add_statute("甲市集体协商条例", {1: "协商。"}, category="local", slug="a")
    add_statute("集体合同规定", {1: "协商。"}, category="rule", slug="b")
    index_page(page=NewsPageFactory(parent=tree.news, title="今年的集体协商"))
    assert suggested("集体") == ["集体合同规定", "今年的集体协商", "甲市集体协商条例"]


@pytest.mark.parametrize("address", ["/", "/search/", "/news/", "/rights/laws/", "/no-such-page/"])
def test_every_box_offers_them_without_needing_them(client, tree, address):
    """One small script fetches them for the first hand that comes to a box; what it needs stands in the page."""
    html = client.get(address).content.decode()
    # The law library's own box looks for statutes alone.
    boxes = [tag for tag in re.findall(r"<input[^>]*>", html) if 'name="q"' in tag and 'id="law-q"' not in tag]
    assert boxes
    for box in boxes:
        assert 'data-suggest="/search/suggest/"' in box
        assert 'autocomplete="off"' in box
    assert html.count("suggest.js") == html.count('data-suggest="/static/search/suggest.js"') == 1
    assert 'data-suggest="/en/search/suggest/"' in client.get("/en/search/").content.decode()
