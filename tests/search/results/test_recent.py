"""What was found lately: kept for a minute, for a fixed number of rows, and never beyond a publication."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from search.index.services import index_page
from search.results.recent import Recent
from tests.factories import NewsPageFactory
from tests.releasing import publish
from tests.search.conftest import HIT


def test_the_rows_of_all_values_together_are_limited():
    kept = Recent(most=20)
    for number in range(10):
        kept.get(number, lambda number=number: [number] * 4, len)
    assert len(kept) == 4
    assert kept.get(9, pytest.fail, len) == [9] * 4
    assert kept.get(0, list, len) == []


def test_what_is_asked_for_again_stays():
    kept = Recent(most=20)
    for number in range(10):
        kept.get("often", lambda: ["kept"] * 4, len)
        kept.get(number, lambda: ["seldom"] * 4, len)
    assert kept.get("often", pytest.fail, len) == ["kept"] * 4


def test_one_that_is_too_large_is_given_and_not_kept():
    kept = Recent(most=3)
    assert kept.get("all", lambda: [1, 2, 3, 4], len) == [1, 2, 3, 4]
    assert len(kept) == 0


@pytest.fixture
def seen(client, tree):
    """Searches as the next reader of the same process and gives the titles."""
    return lambda: [title for _url, title in HIT.findall(client.get("/search/?q=讲座").content.decode())]


def test_a_publication_shows_at_once(tree, seen, django_capture_on_commit_callbacks):
    page = NewsPageFactory(parent=tree.news, title="讲座", live=False)
    assert seen() == []
    with django_capture_on_commit_callbacks(execute=True):
        page = publish(page)
    assert seen() == ["<mark>讲座</mark>"]
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert seen() == []


def test_a_page_whose_time_is_over_is_not_shown_even_within_the_minute(tree, seen):
    now = timezone.now().replace(second=0)
    index_page(page=NewsPageFactory(parent=tree.news, title="讲座", expire_at=now + timedelta(seconds=5)))
    with time_machine.travel(now, tick=False):
        assert seen() == ["<mark>讲座</mark>"]
    with time_machine.travel(now + timedelta(seconds=6), tick=False):
        assert seen() == []
