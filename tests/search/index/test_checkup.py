"""The checkup, the count of words and the restored index."""

import json

import pytest
from django.core.management import CommandError, call_command
from wagtail.search.models import IndexEntry

from search import checks
from search.checks import check_up
from search.index import statistics
from search.index.services import index_page
from search.index.tasks import count_words
from search.models import IndexStatistics, SearchEntry, TokenCount
from tests.factories import NewsPageFactory
from unionsite.core import generation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def complete(db):
    call_command("rebuild_search", verbosity=0)


def test_a_complete_search_is_well(tree, capsys):
    assert check_up().is_well
    call_command("search_checkup")
    assert "未收录0个" in capsys.readouterr().out
    assert checks.search_is_complete(None) == []


def test_what_is_missing_is_counted(tree, labour_law, client):
    quiet = NewsPageFactory(parent=tree.news, title="悄悄发布")
    SearchEntry.objects.filter(article=labour_law.articles.first()).delete()
    withdrawn = NewsPageFactory(parent=tree.news, title="悄悄撤下")
    index_page(page=withdrawn)
    type(withdrawn).objects.filter(pk=withdrawn.pk).update(live=False)
    found = check_up()
    assert (found.missing_pages, found.missing_articles, found.stale, found.unindexed) == (1, 1, 1, 0)
    with pytest.raises(CommandError, match="rebuild_search"):
        call_command("search_checkup")
    assert checks.search_is_complete(None)[0].id == "search.W001"
    answer = json.loads(client.get("/healthz").content)["checks"]["search"]
    assert answer == {"ok": True, "detail": "1 live pages are not found"}
    call_command("rebuild_search", verbosity=0)
    assert check_up().is_well
    assert SearchEntry.objects.filter(page=quiet.pk).exists()


def test_a_lost_row_of_the_index_is_noticed(tree):
    index_page(page=NewsPageFactory(parent=tree.news))
    IndexEntry.objects.all().delete()
    assert check_up().unindexed == SearchEntry.objects.count()


def test_words_are_counted_and_forgotten(tree, add_statute):
    add_statute("疗养条例", dict.fromkeys(range(1, 21), "疗养费用由单位承担。"))
    statistics.refresh()
    first = IndexStatistics.objects.get()
    assert first.entries == SearchEntry.objects.count()
    assert TokenCount.objects.get(token="疗养").rows >= 20
    SearchEntry.objects.filter(title__contains="疗养").delete()
    IndexEntry.objects.filter(body__isnull=False).delete()
    statistics.refresh()
    generation.forget()
    assert not TokenCount.objects.filter(token="疗养").exists()
    assert statistics.current().stamp == first.stamp + 1


def test_the_scheduled_count_waits_until_the_index_has_grown(tree, add_statute):
    stamp = IndexStatistics.objects.get().stamp
    count_words()
    assert IndexStatistics.objects.get().stamp == stamp
    add_statute("疗养条例", dict.fromkeys(range(1, 21), "疗养费用由单位承担。"))
    count_words()
    assert IndexStatistics.objects.get().stamp == stamp + 1
