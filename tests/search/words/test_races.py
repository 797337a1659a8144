"""Two people at the same moment: one of them wins, and the other is told so."""

import functools

import pytest
from django.urls import reverse

from search.models import LexiconEntry
from tests.clients import signed_in
from tests.conftest import member
from tests.parallel import in_threads, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


def add(client, terms, targets):
    """Send the form and return where it leads to; nowhere when it is refused."""
    values = {"kind": "synonym", "terms": terms, "targets": targets}
    return client.post(reverse("search_words:add"), values).headers.get("Location", "")


# One test: each with real transactions empties the database at its end.
def test_of_two_at_the_same_moment_one_wins(tmp_path, subtests):
    editors = [signed_in(member("编辑")), signed_in(member("初审"))]
    taken = ["", reverse("search_words:list")]

    def count():
        return LexiconEntry.objects.count()

    for number in range(4):
        with subtests.test("entries that exclude each other", number=number):
            pairs = [(f"口语{number}词", f"书面{number}词"), (f"书面{number}词", f"口语{number}词")]
            doings = [functools.partial(add, client, *pair) for client, pair in zip(editors, pairs, strict=True)]
            database = shared_database(tmp_path)
            before = count()
            assert sorted(in_threads(database, *doings)) == taken
            assert in_threads(database, count) == [before + 1]

    with subtests.test("the same entry"):
        doings = [functools.partial(add, client, "打牙祭", "会员聚餐") for client in editors]
        assert sorted(in_threads(shared_database(tmp_path), *doings)) == taken
