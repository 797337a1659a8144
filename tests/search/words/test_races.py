"""Two people at the same moment: one of them wins, the other is told so, and the words go together."""

import functools

import pytest

from search.models import LexiconEntry
from search.words import services
from search.words.rules import BadEntry
from tests.factories import UserFactory
from tests.parallel import in_threads, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


def add(actor, terms, targets):
    return services.save_entry(entry=LexiconEntry(terms=terms, targets=targets), actor=actor)


# One test: each with real transactions empties the database at its end.
def test_of_two_at_the_same_moment_one_wins(tmp_path, subtests):
    editors = [UserFactory(name="姚静"), UserFactory(name="陈向远")]

    def count():
        return LexiconEntry.objects.count()

    for number in range(4):
        with subtests.test("entries that exclude each other", number=number):
            pairs = [(f"口语{number}词", f"书面{number}词"), (f"书面{number}词", f"口语{number}词")]
            doings = [functools.partial(add, actor, *pair) for actor, pair in zip(editors, pairs, strict=True)]
            database = shared_database(tmp_path)
            before = count()
            results = in_threads(database, *doings)
            assert {type(result) for result in results} == {LexiconEntry, BadEntry}
            assert in_threads(database, count) == [before + 1]

    with subtests.test("the same entry"):
        doings = [functools.partial(add, actor, "打牙祭", "会员聚餐") for actor in editors]
        results = in_threads(shared_database(tmp_path), *doings)
        assert {type(result) for result in results} == {LexiconEntry, BadEntry}

    with subtests.test("the same change is undone once"):
        entry = add(editors[0], "撮一顿", "会员聚餐")
        change = services.changes().filter(object_id=str(entry.pk)).get().uuid
        database = shared_database(tmp_path)
        results = in_threads(database, *[functools.partial(services.undo, change=change, actor=a) for a in editors])
        assert sorted(map(str, map(type, results))) == sorted(map(str, (int, services.Refused)))
        assert in_threads(database, lambda: LexiconEntry.objects.filter(pk=entry.pk).exists()) == [False]
