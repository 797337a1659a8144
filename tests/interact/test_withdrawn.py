"""What 1.1 withdrew: old addresses lead nowhere, and the tables that stay for a release keep nobody from anything."""

import pytest
from django.db import connection

from tests.clients import SiteClient, signed_in
from tests.interact.discussions.talking import a_discussion, a_post, an_employee
from tests.interact.planning import a_vote
from tests.interact.quizzes.quizzing import a_quiz, a_set, single

pytestmark = pytest.mark.django_db


def test_old_addresses_are_not_found(tree, clock):
    discussion = a_discussion(tree, host=an_employee())
    for page in (a_vote(tree), a_quiz(tree), discussion):
        assert SiteClient().get(f"{page.url}screen/").status_code == 404
    person = signed_in(an_employee())
    assert person.post(f"{discussion.url}posts/{a_post(discussion).pk}/like/", {"liked": "1"}).status_code == 404
    assert person.get(f"{discussion.url}?sort=likes").status_code == 200


def test_the_book_of_wrong_answers_is_practice(tree, clock):
    bank = a_set([single("唯一的题", options="甲选\n乙选", right="B")])
    quiz = a_quiz(tree, [(bank, 1, 5)])
    clock.move_to(quiz.closes_at)
    assert "唯一的题" in signed_in(an_employee()).get(f"{quiz.url}practice/{bank.pk}/?book=1").text


def test_rows_of_before_keep_nobody_from_deleting(tree, clock):
    person, bank = an_employee(), a_set([single("唯一的题", options="甲选\n乙选", right="B")])
    post = a_post(a_discussion(tree, host=an_employee()))
    key = post.pk.hex if connection.vendor == "sqlite" else post.pk
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO interact_postlike (post_id, person_id) VALUES (%s, %s)", [key, person.pk])
        book = "INSERT INTO interact_practiceanswer (person_id, question_set_id, key, wrong, right_in_a_row)"
        cursor.execute(f"{book} VALUES (%s, %s, 'key', 1, 0)", [person.pk, bank.pk])
    for one in (post, bank, person):
        one.delete()
    connection.check_constraints()
