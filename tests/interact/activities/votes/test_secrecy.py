"""Whoever has the whole database and the logs cannot bring a ballot together with who cast it (T86)."""

import json
import logging
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from interact.activities.models import Ballot
from interact.activities.votes import queries, services
from interact.activities.votes.forms import BallotForm
from interact.models import Participation
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.interact.activities.planning import a_vote, an_employee
from tests.interact.dumping import as_a_file, rows, rows_on_disk
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core import erasing
from unionsite.core.sealing import unseal
from unionsite.operations.backups.databases import own_database

pytestmark = pytest.mark.django_db
CHOICES = [[1], [2], [3], [1], [1], [2], [3], [3]]


def vote_through_the_pages(vote, clock, choices=CHOICES) -> list:
    """Let employees vote one after the other; return (person, choice) in the order of coming."""
    cast, address = [], reverse("votes:cast", args=[vote.translation_key])
    for choice in choices:
        person = an_employee()
        client = signed_in(person)
        stamp = client.get(vote.url).context["form"]["stamp"].value()
        clock.move_to(timezone.now() + timedelta(seconds=37))
        answer = client.post(address, {"stamp": stamp, "choice": [str(choice[0])]}, follow=True)
        assert "投票成功" in answer.text
        cast.append((person, choice))
    return cast


def as_moment(value) -> datetime | None:
    """A time as PostgreSQL gives it, or as SQLite stores it."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value):
        return datetime.fromisoformat(value[:19]).replace(tzinfo=UTC)
    return value if isinstance(value, datetime) and value.tzinfo else None


def opened(ballot) -> list:
    context = queries.context_of(ballot.activity, ballot.receipt)
    return json.loads(unseal(ballot.sealed, context))


class TestTheDatabase:
    def test_t86_nothing_is_in_clear_before_the_count(self, tree, clock):
        vote = a_vote(tree)
        vote_through_the_pages(vote, clock)
        sealed = list(Ballot.objects.values_list("sealed", flat=True))
        # Whatever a ballot says, it looks like every other: same length, no two alike.
        assert len({len(text) for text in sealed}) == 1
        assert len(set(sealed)) == len(sealed)

    def test_t86_no_value_is_in_both_tables_but_the_vote_itself(self, tree, clock):
        vote = a_vote(tree)
        cast = vote_through_the_pages(vote, clock)
        taken = [{str(value) for value in row.values()} for row in Participation.objects.values()]
        about_people = set().union(*taken) - {str(vote.translation_key)}
        about_people |= {str(person.employee_number) for person, _choice in cast}
        for row in Ballot.objects.values():
            assert set(row) == {"id", "activity", "receipt", "sealed"}
            assert not about_people & {str(value) for value in row.values()}

    def test_t86_no_order_of_ballots_is_an_order_of_voters(self, tree, clock):
        vote = a_vote(tree)
        # Twenty-one ballots, seven of each kind, lie in 399,072,960 orders: chance does not guess that of the voters.
        by_person = {person.pk: choice for person, choice in vote_through_the_pages(vote, clock, [[1], [2], [3]] * 7)}
        # The tables would be brought together by laying them side by side, in any order a column gives.
        for column in ("id", "receipt", "sealed"):
            ballots = [opened(ballot) for ballot in Ballot.objects.order_by(column)]
            for order in ("id", "-id", "person_id", "-person_id"):
                voters = Participation.objects.order_by(order).values_list("person_id", flat=True)
                assert [by_person[pk] for pk in voters] != ballots, (column, order)

    def test_t86_no_other_table_has_anything_of_a_ballot(self, tree, clock):
        vote = a_vote(tree)
        vote_through_the_pages(vote, clock)
        marks = [mark for ballot in Ballot.objects.all() for mark in (ballot.receipt, str(ballot.pk))]
        for place, value in rows():
            if not place.startswith("interact_ballot."):
                assert not [mark for mark in marks if mark in str(value)], place

    def test_t86_no_time_of_voting_is_kept(self, tree, clock):
        vote = a_vote(tree)
        before = timezone.now()
        vote_through_the_pages(vote, clock)
        after = timezone.now()
        # When somebody signed in is kept, and tells no more than that.
        signing_in = ("django_session.", "accounts_", "audit_")
        moments = [
            (place, value)
            for place, value in rows()
            if not place.startswith(signing_in) and (moment := as_moment(value)) and before < moment < after
        ]
        assert not moments


TWENTY = [[1], [2], [3], [2]] * 5
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the files of SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL marks rows")


def cast_twenty(vote) -> dict[str, int]:
    """Let twenty vote, each in a transaction of their own; return the keys of their ballots by stored receipt."""
    for number, choice in enumerate(TWENTY):
        services.cast_ballot(vote=vote, person=an_employee(), choices=choice, receipt=f"R{number}")
    return dict(Ballot.objects.values_list("receipt", "pk"))


def mix(vote) -> None:
    services.mix_ballots()


def count(vote) -> None:
    assert services.count_closed(vote.closes_at + timedelta(minutes=5)) == 1


@on_sqlite
@pytest.mark.parametrize("unlink", [mix, count])
def test_t86_neither_pages_nor_log_of_sqlite_have_an_order_of_coming(tree, clock, tmp_path, unlink):
    vote = a_vote(tree)
    with as_a_file(tmp_path) as path:
        keys, sealed = cast_twenty(vote), dict(Ballot.objects.values_list("receipt", "sealed"))
        log = path.with_name(f"{path.name}-wal")
        # One commit after the other, a voter and a ballot each.
        assert all(receipt.encode() in log.read_bytes() for receipt in keys)
        unlink(vote)
        # What the count writes afterwards is no row of a ballot.
        assert not any(receipt.encode() in log.read_bytes() for receipt in keys)
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = path.read_bytes()
    # In the table, where both lie side by side, and not in an index.
    places = {receipt: content.find((receipt + sealed[receipt]).encode()) for receipt in keys}
    assert min(places.values()) > 0
    pages = defaultdict(list)
    for receipt in sorted(places, key=places.get, reverse=True):
        pages[places[receipt] // int.from_bytes(content[16:18])].append(keys[receipt])
    # A page is filled from its end, by key; which page follows which no key decides.
    assert [key for page in sorted(pages.values()) for key in page] == sorted(keys.values())


@on_sqlite
def test_t86_a_log_that_a_reader_held_is_emptied_by_the_next_mixing(tree, clock, tmp_path, monkeypatch):
    monkeypatch.setattr(erasing, "PAUSES", (0, 0))
    vote = a_vote(tree)
    with as_a_file(tmp_path) as path:
        cast_twenty(vote)
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT COUNT(*) FROM interact_ballot").fetchone()
            with pytest.raises(erasing.FormerRowsKept):
                services.mix_ballots()
            # The count does not wait for it.
            count(vote)
        services.mix_ballots()
        assert path.with_name(f"{path.name}-wal").read_bytes() == b""


@pytest.mark.django_db(transaction=True)
@on_postgresql
@pytest.mark.parametrize("unlink", [mix, count])
def test_t86_no_row_of_postgresql_living_or_dead_is_marked_by_what_it_came_with(committed_tree, unlink):
    vote = a_vote(committed_tree)
    cast_twenty(vote)
    tables = (Ballot, Participation)
    marks = [{mark for mark, _end in rows_on_disk(model)} for model in tables]
    assert len(marks[0] & marks[1]) == len(TWENTY)
    unlink(vote)
    for model in tables:
        found = rows_on_disk(model)
        assert (len(found), len({mark for mark, _end in found})) == (len(TWENTY), 1)
        by_place = list(model.objects.order_by(RawSQL("ctid", [])).values_list("pk", flat=True))
        assert by_place == sorted(by_place)


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_t86_dead_rows_that_a_snapshot_held_go_with_the_next_mixing(committed_tree, monkeypatch):
    monkeypatch.setattr(erasing, "PAUSES", (0, 0))
    vote = a_vote(committed_tree)
    cast_twenty(vote)
    with own_database().connected() as other, other.cursor() as reader:
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1")
        with pytest.raises(erasing.FormerRowsKept):
            services.mix_ballots()
        assert len(rows_on_disk(Ballot)) == 2 * len(TWENTY)
        # Nor does one that holds the table itself stop whoever votes.
        reader.execute("SELECT COUNT(*) FROM interact_ballot")
        count(vote)
        reader.execute("ROLLBACK")
    # Of those who merely pass by (autovacuum) it waits for the end.
    monkeypatch.undo()
    services.mix_ballots()
    assert len(rows_on_disk(Ballot)) == len(rows_on_disk(Participation)) == len(TWENTY)


def test_t86_neither_logs_nor_audit_log_say_what_or_that_anybody_voted(tree, clock, caplog):
    caplog.set_level(logging.DEBUG)
    vote = a_vote(tree)
    caplog.clear()
    cast = vote_through_the_pages(vote, clock)
    voters = [person.pk for person, _choice in cast]
    assert set(AuditEntry.objects.filter(actor_id__in=voters).values_list("action", flat=True)) == {Action.SIGN_IN}
    assert not AuditEntry.objects.filter(detail__icontains=str(vote.translation_key)).exists()
    said = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    for ballot in Ballot.objects.all():
        assert ballot.receipt not in said
    assert not [person for person, _choice in cast if str(person.employee_number) in said]


@pytest.mark.django_db(transaction=True)
def test_t86_of_sixteen_papers_at_once_one_counts(committed_tree, tmp_path):
    vote = a_vote(committed_tree)
    employee, address = an_employee(), reverse("votes:cast", args=[vote.translation_key])
    shown = timezone.now() - timedelta(minutes=1)
    runners = []
    for number in range(16):
        form = BallotForm(vote=vote, page=vote, now=shown, is_signed_in=True)
        sent = {"stamp": form["stamp"].value(), "choice": [str(number % 3 + 1)]}
        session = signed_in(employee).cookies["sessionid"].value
        runners.append({"session": session, "forms": [(address, sent), (address, sent)]})
    answers = race(database_for_others(connection, tmp_path), runners, tmp_path)
    firsts = [runner[0][0] for runner in answers]
    assert set(firsts) <= {302, 409}
    assert firsts.count(302) == 1
    # The one that counted is the same ballot when it is sent again.
    assert [runner[1][0] for runner in answers] == firsts
