"""What tells right answers: a result does once they are of no more use in a quiz (S-5.2, T86)."""

from datetime import timedelta

import pytest

from interact.activities.models import Attempt
from tests.clients import signed_in
from tests.interact.activities.planning import an_employee
from tests.interact.activities.quizzes.quizzing import a_quiz, a_set, answer, begin, run, single
from tests.releasing import translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def question():
    return single("唯一的题", options="甲选\n乙选", right="B", explanation="解析在此")


@pytest.fixture
def bank(tree, clock, question):
    return a_set([question])


@pytest.fixture
def quiz(tree, bank):
    return a_quiz(tree, [(bank, 1, 5)], attempts=2)


@pytest.fixture
def client(db):
    return signed_in(an_employee())


@pytest.fixture
def done(quiz, client):
    """The address of an attempt that was handed in; one is left."""
    return f"{quiz.url}attempt/{run(client, quiz, right=1).pk}/"


def tells(client, *addresses):
    return any("解析在此" in client.get(one).text for one in addresses)


def test_t86_an_attempt_tells_what_is_right_when_none_is_left(quiz, client):
    first = begin(client, quiz)
    answer(client, first, 1, 0)
    client.post(f"{first}submit/")
    text = client.get(first).text
    assert "现在不显示正确答案" in text
    assert "分（满分5分）" in text
    assert not any(word in text for word in ("解析在此", "答对</span>", "答错</span>"))
    run(client, quiz, right=1)
    assert tells(client, first)


def test_t86_or_when_the_quiz_is_over(quiz, client, clock, done):
    assert not tells(client, done)
    clock.move_to(quiz.closes_at)
    assert tells(client, done)


def test_t86_a_quiz_that_is_over_tells_nothing_of_use_in_another(tree, quiz, bank, client, clock, done):
    """In both languages, until the other's attempts are used up."""
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    english = translate(quiz, locale=tree.en.locale, texts={quiz.title: "Labour law quiz"})
    addresses = (done, done.replace(quiz.url, english.url))
    assert tells(client, *addresses)
    other = a_quiz(tree, [(bank, 1, 5)], title="又一次竞赛", attempts=1)
    assert not tells(client, *addresses)
    sheet = begin(client, other)
    assert not tells(client, *addresses)
    client.post(f"{sheet}submit/")
    assert tells(client, *addresses)


def test_t86_nor_does_the_same_question_in_another_set(tree, quiz, client, clock, done):
    copy = a_set([single("唯一的题！", options="乙选\n甲选", right="A", explanation="解析在此")], title="另一个题库")
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    assert tells(client, done)
    a_quiz(tree, [(copy, 1, 5)], title="又一次竞赛")
    assert not tells(client, done)


def test_who_cannot_take_part_in_the_other_reads_them(tree, quiz, bank, client, clock, done):
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    a_quiz(tree, [(bank, 1, 5)], title="又一次竞赛", audience="list", audience_list=an_employee().employee_number)
    assert tells(client, done)


def test_without_a_limit_of_all_attempts_it_waits_for_the_close(tree, bank, client):
    """Today's limit says nothing about tomorrow."""
    quiz = a_quiz(tree, [(bank, 1, 5)], attempts=None, attempts_a_day=1)
    assert not tells(client, f"{quiz.url}attempt/{run(client, quiz, right=1).pk}/")


@pytest.mark.parametrize("number", [1, 6])
def test_what_it_costs_with_many_attempts_and_sets(tree, clock, client, number, django_assert_num_queries):
    sets = [a_set(title=f"题库{place}") for place in range(number)]
    quiz = a_quiz(tree, [(one, 1, 5) for one in sets], attempts=number + 1)
    for _time in range(number):
        run(client, quiz, right=1)
    address = f"{quiz.url}attempt/{Attempt.objects.first().pk}/"
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
