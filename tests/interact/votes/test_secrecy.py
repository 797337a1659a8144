"""Whoever has the whole database and the logs cannot bring a ballot together with who cast it (T86)."""

import json
import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone

from interact.models import Ballot, Participation
from interact.votes import queries, services
from interact.votes.forms import BallotForm
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.interact.dumping import as_a_file, rows
from tests.interact.planning import a_vote, an_employee
from unionsite.audit.choices import Action
from unionsite.audit.models import AuditEntry
from unionsite.core.sealing import unseal

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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the files of SQLite")
def test_t86_the_pages_of_sqlite_have_no_order_of_coming_before_the_count(tree, clock, tmp_path):
    vote = a_vote(tree)
    with as_a_file(tmp_path) as path:
        for number, choice in enumerate(CHOICES):
            services.cast_ballot(vote=vote, person=an_employee(), choices=choice, receipt=f"R{number}")
        keys = dict(Ballot.objects.values_list("receipt", "pk"))
        services.mix_ballots()
        with connections["default"].cursor() as cursor:
            # The log of writes keeps an order as long as it lasts; this is what is left after it.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content = path.read_bytes()
    places = {receipt: content.find(receipt.encode()) for receipt in keys}
    assert min(places.values()) > 0
    by_place = [keys[receipt] for receipt in sorted(places, key=places.get)]
    assert by_place in (sorted(by_place), sorted(by_place, reverse=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL marks rows with their transaction")
def test_t86_the_marks_of_postgresql_are_gone_before_the_count(committed_tree):
    vote = a_vote(committed_tree)
    for number, choice in enumerate(CHOICES):
        services.cast_ballot(vote=vote, person=an_employee(), choices=choice, receipt=f"R{number}")
    services.count_closed(vote.closes_at + timedelta(minutes=5))
    for model in (Ballot, Participation):
        marked = model.objects.annotate(mark=RawSQL("xmin::text", [])).order_by(RawSQL("ctid", []))
        found = list(marked.values_list("mark", "pk"))
        assert len({mark for mark, _pk in found}) == 1
        assert [pk for _mark, pk in found] == sorted(pk for _mark, pk in found)


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
