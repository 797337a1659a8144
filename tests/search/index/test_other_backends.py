"""Another search backend of Wagtail in the place of ours, as a setting would put it there (decision 0030)."""

import json
from datetime import timedelta

import pytest

from search.index.services import index_page
from tests.factories import NOON, NewsPageFactory

pytestmark = pytest.mark.django_db
BACKEND = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}


@pytest.fixture(autouse=True)
def stock(settings):
    """Wagtail's own, which gives objects and no `hits()`; it finds whole words between blanks alone."""
    settings.WAGTAILSEARCH_BACKENDS = BACKEND


@pytest.fixture
def pieces(tree, stock):
    for number in range(12):
        text = [{"type": "paragraph", "value": "<p>overtime pay</p>", "id": "p"}]
        when = NOON + timedelta(days=number)
        index_page(
            page=NewsPageFactory(
                parent=tree.news, title=f"讲座 {number}", body=json.dumps(text), first_published_at=when
            )
        )
    return tree


def test_results_are_found_counted_filtered_and_paged(pieces, find):
    assert len(find("讲座")) == 10
    assert "找到12条结果" in find.html
    assert "稿件<span>12</span>" in find.html
    assert len(find("讲座", page=2)) == 2
    assert len(find("讲座", section="news", kind="meeting", type="pages")) == 10
    assert "<mark>讲座</mark> " in find.html


def test_all_of_them_can_be_put_in_order_by_date(pieces, titles):
    assert titles("讲座", order="new") == [f"讲座 {number}" for number in range(11, 1, -1)]


def test_articles_are_found_with_the_statute_that_was_named_first(labour_law, add_statute, find):
    add_statute("工时规定", {1: "《劳动法》 第四十四条 延长工作时间"}, slug="b")
    find("劳动法第四十四条")
    assert find.response.status_code == 200


def test_nothing_found_leads_on(pieces, find):
    assert find("火星") == []
    assert "没有找到与“火星”有关的内容" in find.html


@pytest.mark.parametrize(
    "words",
    ['"', "讲座 -讲座", "overtime OR", "(讲座", "*", "a:* & !b", "NEAR(", "' --", "<b>讲座</b>", "的", "讲" * 300],
)
def test_odd_input_is_only_text(pieces, find, client, words):
    find(words)
    for name in ("type", "section", "kind", "year", "department", "order", "exact", "page"):
        find("讲座", **{name: words})
    assert client.get("/search/suggest/", {"q": words}).status_code == 200


def test_titles_are_suggested(pieces, client):
    assert "讲座 11" in client.get("/search/suggest/", {"q": "讲座"}).json()["suggestions"]
