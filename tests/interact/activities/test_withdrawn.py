"""What 1.1 withdrew: old addresses lead nowhere, and the tables that stay for a release keep nobody from anything."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from interact.activities.joining import tend_activities
from interact.activities.models import ActivityRecord
from interact.activities.votes.rules import ResultRule
from tests.clients import SiteClient, signed_in
from tests.interact.activities.discussions.talking import a_discussion, a_post, an_employee
from tests.interact.activities.planning import a_vote
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, single

pytestmark = pytest.mark.django_db


def test_old_addresses_are_not_found(tree, clock):
    discussion = a_discussion(tree, host=an_employee())
    for page in (a_vote(tree), a_quiz(tree), discussion):
        assert SiteClient().get(f"{page.url}screen/").status_code == 404
    person = signed_in(an_employee())
    assert person.post(f"{discussion.url}posts/{a_post(discussion).pk}/like/", {"liked": "1"}).status_code == 404
    assert person.get(f"{discussion.url}?sort=likes").status_code == 200


def test_neither_is_practice_nor_the_file_of_a_draw(tree, clock):
    quiz = a_quiz(tree, prizes=2)
    person = signed_in(an_employee())
    for path in ("practice/", "practice/1/", "draw/file/"):
        assert person.get(f"{quiz.url}{path}").status_code == 404


def insert(table, **values):
    plain = [one.hex if isinstance(one, UUID) and connection.vendor == "sqlite" else one for one in values.values()]
    with connection.cursor() as cursor:
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})"  # noqa: S608
        cursor.execute(sql, plain)


def test_rows_of_before_keep_nobody_from_deleting(tree, clock):
    person, bank = an_employee(), a_set([single("唯一的题", options="甲选\n乙选", right="B")])
    post = a_post(a_discussion(tree, host=an_employee()))
    insert("interact_postlike", post_id=post.pk, person_id=person.pk)
    book = {"question_set_id": bank.pk, "key": "key", "wrong": 1, "right_in_a_row": 0}
    insert("interact_practiceanswer", person_id=person.pk, **book)
    insert("interact_drawnumber", activity=uuid4(), person_id=person.pk, number="12345678")
    for one in (post, bank, person):
        one.delete()
    connection.check_constraints()


def test_draws_of_1_0_keep_their_winners_and_their_date(tree, clock):
    quiz, other = a_quiz(tree, prizes=2), uuid4()
    person = an_employee(name="王小二", employee_number="D0006")
    insert("interact_drawnumber", activity=quiz.translation_key, person_id=person.pk, number="12345678")
    rest = {"digest": "d" * 64, "sealed": "", "seed": ""}
    drawn = {"drawn_at": quiz.closes_at, "numbers": '["1", "12345678", "3"]', "winners": '["12345678", "3"]'}
    insert("interact_prizedraw", activity=quiz.translation_key, **rest, **drawn)
    insert("interact_prizedraw", activity=other, **rest, numbers="[]", winners="[]")
    before = MigrationLoader(connection).project_state(("activities", "0001_initial")).apps
    migration = import_module("interact.activities.migrations.0002_plain_draw")
    for _run in range(2):
        migration.keep_results(SimpleNamespace(get_model=lambda app, name: known(before, app, name)), None)
    clock.move_to(quiz.closes_at + timedelta(days=1))
    tend_activities()
    text = signed_in(person).get(f"{quiz.url}draw/").text
    assert all(words in text for words in ("2026-05-11", "3人参加抽奖", "王**", "***06", "您中奖了"))
    assert ActivityRecord.objects.get().activity == quiz.translation_key


def known(before, app, name):
    return ActivityRecord if name == "ActivityRecord" else before.get_model(app, name)


def test_what_open_votes_of_before_show_stays_until_a_whole_group_more_has_voted(tree, clock):
    vote = a_vote(tree, result_rule=ResultRule.ALWAYS)
    insert("interact_opencount", activity=vote.translation_key, ballots=7, votes='{"1": 4, "2": 3}')
    insert("interact_opencount", activity=uuid4(), ballots=0, votes="{}")
    before = MigrationLoader(connection).project_state(("activities", "0002_plain_draw")).apps
    migration = import_module("interact.activities.migrations.0003_open_counts")
    for _run in range(2):
        migration.keep_counts(SimpleNamespace(get_model=lambda app, name: known(before, app, name)), None)
    assert ActivityRecord.objects.get().open_count == {"ballots": 7, "votes": {"1": 4, "2": 3}}
    assert "共7张选票" in SiteClient().get(vote.url).text
