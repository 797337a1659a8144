"""Suggestions while typing: titles of what is public, in parts of a word, in each language."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.services import index_page
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


def test_the_page_offers_them_without_needing_them(client, tree):
    html = client.get("/search/").content.decode()
    assert 'data-suggest="/search/suggest/"' in html
    assert '<script src="/static/search/suggest.js" defer></script>' in html
