"""The index without texts: what is written over or by another backend is found and dropped (decision 0061)."""

import pytest
from django.db import connection
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from news.models import NewsPage
from search.index import statistics
from tests.factories import NewsPageFactory

pytestmark = pytest.mark.django_db
STOCK = "wagtail.search.backends.database"


def test_no_text_stays_beside_the_index(tree):
    if connection.vendor != "sqlite":
        pytest.skip("Texts lay beside the index on SQLite alone")
    get_search_backend().add(NewsPageFactory(parent=tree.news, title="疗养报名"))
    assert set(IndexEntry.objects.values_list("title", "body", "autocomplete")) == {("", "", "")}
    assert [page.title for page in NewsPage.objects.search("疗养")] == ["疗养报名"]


def test_another_backend_can_take_over(tree):
    page = NewsPageFactory(parent=tree.news, title="overtime pay")
    get_search_backend(STOCK).add(page)
    assert list(NewsPage.objects.search("overtime", backend=STOCK)) == [page]
    page.title = "holiday pay"
    get_search_backend(STOCK).add(page)
    assert list(NewsPage.objects.search("overtime", backend=STOCK)) == []
    page.delete()
    assert list(NewsPage.objects.search("holiday", backend=STOCK)) == []


def test_what_was_written_over_is_dropped_and_what_stands_is_found(tree):
    page = NewsPageFactory(parent=tree.news, title="疗养报名")
    for title in ("高温慰问", "疗养安排"):
        page.title = title
        get_search_backend().add(page)
        statistics.join_segments()
    assert list(NewsPage.objects.search("疗养安排")) == [page]
    assert list(NewsPage.objects.search("高温")) == []
