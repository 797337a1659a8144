"""What is shown of a query that is misspelt, cited, promoted, or none at all; through HTTP."""

from urllib.parse import urlencode

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search.index.services import index_page
from search.typed_query import promotion_key
from tests.factories import NewsPageFactory
from tests.releasing import publish
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def leave(tree):
    page = NewsPageFactory(parent=tree.news, title="年休假怎么休")
    index_page(page=page)
    return page


@pytest.mark.parametrize("typed", ["nianxiujia", "年休甲", "Nian Xiu Jia", "年修假"])
def test_a_misspelt_word_is_corrected_and_said_so(leave, find, titles, typed):
    assert titles(typed) == [leave.title]
    assert "已显示“年休假”的结果" in find.html
    assert f'<a href="?{urlencode({"q": typed})}&amp;exact=1">“{typed}”</a>' in find.html
    assert "<mark>年休假</mark>" in find.html


def test_pinyin_of_a_word_that_only_stands_there_in_other_words(leave, find, titles):
    assert titles("nianjia") == [leave.title]
    assert "已显示“年假”的结果" in find.html


def test_the_typed_word_can_be_insisted_on(leave, find, titles):
    assert titles("nianxiujia", exact="1") == []
    assert "已显示" not in find.html
    assert "没有找到" in find.html


def test_nothing_is_corrected_to_what_is_not_public(tree, find):
    page = NewsPageFactory(parent=tree.news, title="年休假怎么休")
    publish(page)
    page.unpublish()
    assert find("nianxiujia") == []
    assert "年休假" not in find.html


def test_traditional_characters_and_full_width_are_found(leave, titles):
    assert titles("年休假") == titles("年休假　") == [leave.title]
    assert titles("怎麼休年休假") == [leave.title]


def test_what_editors_put_first_stands_first(tree, leave, client, django_assert_num_queries):
    first = NewsPageFactory(parent=tree.news, title="休假指南", summary="")
    index_page(page=first)
    query = Query.get("年休假")
    SearchPromotion.objects.create(query=query, page=first)
    generation.forget()
    before = Query.objects.count()
    for typed in ("年休假", "年　休假", "“年休假”？", "nianxiujia", "年休甲"):
        assert (">休假指南<" in put_first(client, typed)) == (promotion_key(typed) != "年 休假")
    assert Query.objects.count() == before
    assert ">休假指南<" not in put_first(client, "年假")


def put_first(client, typed: str) -> str:
    """What stands above the results."""
    html = client.get("/search/", {"q": typed}).content.decode()
    return html.partition('class="search__promoted"')[2].partition("</aside>")[0]


def test_a_withdrawn_page_is_not_put_first(tree, leave, client):
    first = NewsPageFactory(parent=tree.news, title="休假指南", summary="")
    publish(first)
    SearchPromotion.objects.create(query=Query.get("年休假"), page=first)
    assert ">休假指南<" in put_first(client, "年休假")
    first.unpublish()
    generation.forget()
    assert ">休假指南<" not in put_first(client, "年休假")
