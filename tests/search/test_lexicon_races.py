"""Two people at the same moment: one of them wins, the other is told so, and the words go together."""

import functools

import pytest
from django.contrib.auth.models import Permission

from search import services_lexicon as services
from search.lexicon_rules import BadEntry, State
from search.models import LexiconEntry
from tests.factories import UserFactory
from tests.parallel import in_threads, shared_database
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


def propose(actor, terms, targets):
    return services.propose(entry=LexiconEntry(terms=terms, targets=targets), actor=actor)


def decision(entry, actor, approve):
    return functools.partial(services.decide, pks=[entry.pk], approve=approve, actor=actor, reason="已看过。")


# One test: each with real transactions empties the database at its end.
def test_of_two_at_the_same_moment_one_wins(tmp_path, subtests):
    editor = UserFactory(name="姚静")
    reviewers = [UserFactory(name="陈向远"), UserFactory(name="高启明")]
    names = {reviewer.pk: str(reviewer) for reviewer in reviewers}
    for reviewer in reviewers:
        reviewer.user_permissions.add(Permission.objects.get(codename="approve_lexiconentry"))
        reviewer.get_all_permissions()

    for number, choices in enumerate([(True, True), (True, False), (False, False)] * 2):
        with subtests.test("decisions", approve=choices):
            entry = propose(editor, f"口语{number}词", f"书面{number}词")
            doings = [decision(entry, *doing) for doing in zip(reviewers, choices, strict=True)]

            def look(pk=entry.pk):
                decided = AuditEntry.objects.filter(
                    action__in=[Action.LEXICON_APPROVED, Action.LEXICON_REFUSED], subject_id=str(pk)
                )
                return LexiconEntry.objects.get(pk=pk).state, list(decided.values_list("action", "actor_id"))

            database = shared_database(tmp_path)
            results = in_threads(database, *doings)
            ((state, [(action, winner)]),) = in_threads(database, look)

            (refusal,) = [result for result in results if isinstance(result, services.Refused)]
            assert [result for result in results if result != refusal] == [1]
            assert f"刚刚已由{names[winner]}办理" in refusal.messages[0]
            assert state == (State.IN_FORCE if action == Action.LEXICON_APPROVED else State.WITHDRAWN)

    with subtests.test("entries that exclude each other"):
        entries = [propose(editor, "词甲", "词乙"), propose(editor, "词乙", "词甲")]
        doings = [decision(entry, actor, True) for entry, actor in zip(entries, reviewers, strict=True)]
        database = shared_database(tmp_path)
        results = in_threads(database, *doings)
        (acting,) = in_threads(database, lambda: LexiconEntry.objects.acting().filter(terms__startswith="词").count())
        assert sorted(map(str, map(type, results))) == sorted(map(str, (int, services.Refused)))
        assert acting == 1

    with subtests.test("the same proposal"):
        doings = [functools.partial(propose, actor, "打牙祭", "会员聚餐") for actor in reviewers]
        results = in_threads(shared_database(tmp_path), *doings)
        assert [type(result) for result in results].count(BadEntry) == 1
