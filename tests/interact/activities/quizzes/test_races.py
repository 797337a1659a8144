"""Several browsers of one person at the same moment (T86)."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from interact.activities.models import Attempt
from tests.accounts.second_factor.racing import database_for_others, race
from tests.clients import signed_in
from tests.interact.activities.planning import an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, begin

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 8


@pytest.fixture
def browsers(committed_tree, tmp_path):
    """`browsers(person, form)`: so many browsers send the form at once; what each was answered."""

    def send(person, *forms):
        keys = [signed_in(person).cookies["sessionid"].value for _number in range(RUNNERS)]
        answers = race(
            database_for_others(connection, tmp_path), [{"session": key, "forms": forms} for key in keys], tmp_path
        )
        return [status for runner in answers for status, _is_in in runner]

    return send


def rows(table, tmp_path) -> int:
    """Rows of a table where they raced: on SQLite that was a copy."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as copy:
            return copy.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_t86_starts_at_the_same_moment_are_one_attempt(browsers, committed_tree, tmp_path):
    quiz = a_quiz(committed_tree)
    assert browsers(an_employee(), (f"{quiz.url}start/", {})) == [302] * RUNNERS
    assert rows("interact_attempt", tmp_path) == 1


def test_t86_so_are_answers_and_handing_in(browsers, committed_tree, tmp_path):
    quiz, person = a_quiz(committed_tree), an_employee()
    address = begin(signed_in(person), quiz)
    forms = [(f"{address}1/", {"given": "0", "go": "stay"}), (f"{address}submit/", {})]
    statuses = browsers(person, *forms)
    # An answer came before the first handing in, or is told that it came too late; handing in is the same each time.
    assert set(statuses[::2]) <= {204, 409}
    assert 204 in statuses[::2]
    assert statuses[1::2] == [302] * RUNNERS
    assert rows("interact_attemptanswer", tmp_path) == 1
    assert rows("interact_participation", tmp_path) == 1
    assert rows("interact_attempt", tmp_path) == Attempt.objects.count() == 1
