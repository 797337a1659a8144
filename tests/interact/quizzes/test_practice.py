"""Practice (S-5.2)."""

from datetime import timedelta

import pytest

from interact.models import Attempt, Participation
from tests.clients import signed_in
from tests.factories import UserFactory
from tests.interact.planning import an_employee
from tests.interact.quizzes.quizzing import a_quiz, a_set, single

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(tree, clock):
    return a_set([single("唯一的题", options="甲选\n乙选", right="B", explanation="解析在此")])


@pytest.fixture
def quiz(tree, bank):
    return a_quiz(tree, [(bank, 1, 5)], practice="always")


@pytest.fixture
def client(db):
    return signed_in(an_employee())


@pytest.fixture
def address(quiz, bank):
    return f"{quiz.url}practice/{bank.pk}/"


def try_once(client, address, place):
    key = client.get(address).context["key"]
    return client.post(address, {"key": key, "given": place})


def test_the_answer_is_told_at_once_and_not_before(client, address):
    assert "解析在此" not in client.get(address).text
    text = try_once(client, address, 0).text
    assert "答错了" in text
    assert "乙选" in text
    assert "解析在此" in text
    assert "答对了" in try_once(client, address, 1).text


def test_it_touches_no_ranking(client, address):
    try_once(client, address, 1)
    assert not Attempt.objects.exists()
    assert not Participation.objects.exists()


def test_it_opens_when_the_rule_says(tree, bank, client, clock):
    quiz = a_quiz(tree, [(bank, 1, 5)], practice="after_close")
    response = client.get(f"{quiz.url}practice/")
    assert response.status_code == 409
    assert "现在不开放练习" in response.text
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    assert client.get(f"{quiz.url}practice/").status_code == 200


def test_only_those_invited_practise(address, quiz):
    assert signed_in(UserFactory()).get(address).status_code == 403


@pytest.mark.parametrize("given", [["2"], ["x"], ["0", "1"]])
def test_t86_foreign_options_are_refused(client, address, given):
    assert try_once(client, address, given).status_code == 409


def test_t86_so_are_other_sets_and_questions(client, quiz, address, tree):
    other = a_set(title="不在竞赛里")
    assert client.get(f"{quiz.url}practice/{other.pk}/").status_code == 404
    assert client.post(address, {"key": "no-such-question", "given": "0"}).status_code == 404
