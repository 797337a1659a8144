"""The backend behind Wagtail's search of any model, on the database in use: what admin, snippets and pages rely on."""

import pytest
from django.core.management import call_command
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import FilterFieldError, SearchFieldError
from wagtail.search.models import IndexEntry
from wagtail.search.query import MATCH_ALL, MATCH_NONE, Fuzzy, Phrase, PlainText

from news.models import NewsPage
from search.models import IndexStatistics, TokenCount
from tests.factories import DocumentFactory, ImageFactory, InfoPageFactory, NewsPageFactory
from tests.releasing import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(tree):
    """Three pages; two of them about 集体协商."""
    return [
        NewsPageFactory(parent=tree.news, title="集体协商会议召开", kind="meeting", summary="协商工资。"),
        NewsPageFactory(parent=tree.news, title="女职工培训", kind="training", summary="学习集体协商。"),
        InfoPageFactory(parent=tree.info, title="食堂开放时间", summary="每天七点。"),
    ]


def titles(results):
    return [page.title for page in results]


def test_a_subclass_is_searched_alone(pages):
    assert titles(NewsPage.objects.search("集体协商")) == ["集体协商会议召开", "女职工培训"]
    assert len(NewsPage.objects.search("食堂")) == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PlainText("工资 食堂", operator="or"), 2),
        (PlainText("工资 食堂", operator="and"), 0),
        (PlainText("协商工资"), 1),
        (Phrase("体协"), 2),
        (Phrase("协体"), 0),
        (Fuzzy("食堂"), 1),
        (Phrase("集体协商") & Phrase("工资"), 1),
        (Phrase("工资") | Phrase("七点"), 2),
        (Phrase("集体协商") & ~Phrase("工资"), 1),
        (~Phrase("集体协商"), 1),
        (MATCH_ALL, 3),
        (MATCH_NONE, 0),
        ("", 0),
        ("？", 0),
        ('加班"费', 0),
        ("　", 0),
        ("食堂\x00", 1),
    ],
)
def test_queries(pages, query, expected):
    keys = {page.pk for page in pages}
    assert len([page for page in Page.objects.search(query) if page.pk in keys]) == expected


def test_filters_count_slices_and_order(pages):
    found = NewsPage.objects.filter(kind="meeting").search("集体协商")
    assert titles(found) == ["集体协商会议召开"]
    found = NewsPage.objects.exclude(kind="meeting").search("集体协商")
    assert (found.count(), titles(found)) == (1, ["女职工培训"])
    everything = NewsPage.objects.search("集体协商")
    assert (everything.count(), len(everything[:1]), titles(everything[1:2]), everything[0].title) == (
        2,
        1,
        ["女职工培训"],
        "集体协商会议召开",
    )
    by_kind = NewsPage.objects.order_by("-kind").search("集体协商", order_by_relevance=False)
    assert titles(by_kind) == ["女职工培训", "集体协商会议召开"]
    with pytest.raises(FilterFieldError):
        list(NewsPage.objects.filter(place="x").search("集体协商"))


def test_facets_and_scores(pages):
    found = NewsPage.objects.search("集体协商")
    assert found.facet("kind") == {"meeting": 1, "training": 1}
    with pytest.raises(FilterFieldError):
        found.facet("place")
    scores = [page._score for page in found.annotate_score("_score")]
    assert scores == sorted(scores, reverse=True)
    assert scores[1] > 0


def test_specific_pages_come_in_order(pages):
    found = list(Page.objects.live().specific().search("集体协商"))
    assert [(type(page), page.title) for page in found] == [(NewsPage, "集体协商会议召开"), (NewsPage, "女职工培训")]


def test_fields_narrow_the_search(pages):
    assert titles(NewsPage.objects.search("集体协商", fields=["title"])) == ["集体协商会议召开"]
    assert titles(NewsPage.objects.search("工资", fields=["summary"])) == ["集体协商会议召开"]
    assert titles(NewsPage.objects.search("会议召开", fields=["summary"])) == []
    with pytest.raises(SearchFieldError):
        list(NewsPage.objects.search("工资", fields=["chapter"]))


@pytest.mark.parametrize("typed", ["集体", "体协", "协商会", "集"])
def test_completing_finds_the_middle_of_a_title(pages, typed):
    assert "集体协商会议召开" in titles(NewsPage.objects.autocomplete(typed))


def test_completing_keeps_endings_and_takes_beginnings(tree):
    NewsPageFactory(parent=tree.en_news, title="Negotiations begin")
    assert titles(NewsPage.objects.autocomplete("negot")) == ["Negotiations begin"]
    assert titles(NewsPage.objects.autocomplete("begin negotiations")) == ["Negotiations begin"]
    assert titles(NewsPage.objects.autocomplete("gotiations")) == []


def test_pictures_and_files_are_found(db):
    image, document = ImageFactory(title="高温慰问合影"), DocumentFactory(title="高温津贴申请表")
    assert list(type(image).objects.search("慰问")) == [image]
    assert list(type(document).objects.autocomplete("津贴申")) == [document]


def test_a_changed_or_deleted_page_changes_the_index(tree, pages):
    page = pages[2]
    page.title = "浴室开放时间"
    publish(page)
    assert titles(Page.objects.search("食堂")) == []
    assert titles(Page.objects.search("浴室")) == ["浴室开放时间"]
    pk = page.pk
    page.delete()
    assert titles(Page.objects.search("浴室")) == []
    assert not IndexEntry.objects.filter(object_id=str(pk), content_type=page.content_type_id).exists()


def test_wagtails_own_rebuild_works_and_counts_the_words(pages, capsys):
    IndexEntry.objects.all().delete()
    call_command("update_index", verbosity=0)
    assert titles(NewsPage.objects.search("集体协商")) == ["集体协商会议召开", "女职工培训"]
    assert IndexStatistics.objects.get().rows == IndexEntry.objects.count()
    assert TokenCount.objects.get(token="集体").rows >= 2


@pytest.mark.parametrize("number", [1, 20])
def test_saving_asks_as_much_of_a_large_index_as_of_a_small_one(tree, django_assert_max_num_queries, number):
    pages = [NewsPageFactory(parent=tree.news, title=f"讲座{n}") for n in range(number)]
    with django_assert_max_num_queries(6) as captured:
        get_search_backend().add(pages[0])
    assert not [query for query in captured.captured_queries if "AVG(" in query["sql"].upper()]
