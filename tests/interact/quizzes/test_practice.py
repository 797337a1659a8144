"""Practice, and what tells right answers: nothing does while they are of use in a quiz (S-5.2, T86)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interact.models import Attempt, Participation, QuizPage
from interact.quizzes import rules
from tests.clients import signed_in
from tests.factories import UserFactory
from tests.interact.planning import an_employee
from tests.interact.quizzes.quizzing import a_quiz, a_set, answer, begin, run, single
from tests.releasing import translate

pytestmark = pytest.mark.django_db

KEY = rules.key_of("single", "唯一的题")


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
def over(quiz, clock):
    """The quiz, an hour after its close."""
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    return quiz


@pytest.fixture
def client(db):
    return signed_in(an_employee())


@pytest.fixture
def address(quiz, bank):
    return f"{quiz.url}practice/{bank.pk}/"


def try_once(client, address, place):
    return client.post(address, {"key": KEY, "given": place})


def test_the_answer_is_told_at_once_and_not_before(client, over, address):
    assert "解析在此" not in client.get(address).text
    assert client.get(address).context["key"] == KEY
    text = try_once(client, address, 0).text
    assert "答错了" in text
    assert "乙选" in text
    assert "解析在此" in text
    assert "答对了" in try_once(client, address, 1).text


def test_it_touches_no_ranking(client, over, address):
    try_once(client, address, 1)
    assert not Attempt.objects.exists()
    assert not Participation.objects.exists()


def test_only_those_invited_practise(address, over):
    assert signed_in(UserFactory()).get(address).status_code == 403


@pytest.mark.parametrize("given", [["2"], ["x"], ["0", "1"]])
def test_t86_foreign_options_are_refused(client, over, address, given):
    assert try_once(client, address, given).status_code == 409


def test_t86_so_are_other_sets_and_questions(client, over, address):
    other = a_set(title="不在竞赛里")
    assert client.get(f"{over.url}practice/{other.pk}/").status_code == 404
    assert client.post(address, {"key": "no-such-question", "given": "0"}).status_code == 404


# --- No oracle ---


def tells(client, *addresses):
    """Whether any of these addresses tells the right answer, asked as a script would."""
    answers = [client.get(one) for one in addresses] + [try_once(client, one, 0) for one in addresses]
    return any("解析在此" in one.text for one in answers)


@pytest.mark.parametrize("rule", ["never", "after_close", "always"])
def test_t86_practice_tells_nothing_before_the_close(tree, clock, client, bank, rule):
    """Also where the plan says 随时开放, as it could before 1.1."""
    quiz = a_quiz(tree, [(bank, 1, 5)])
    QuizPage.objects.filter(pk=quiz.pk).update(practice=rule)
    address = f"{quiz.url}practice/{bank.pk}/"
    assert client.get(f"{quiz.url}practice/").status_code == 409
    assert not tells(client, address)
    begin(client, quiz)
    assert not tells(client, address)
    assert "practice/" not in client.get(quiz.url).text
    clock.move_to(quiz.closes_at + timedelta(hours=1))
    assert tells(client, address) is (rule != "never")


def test_t86_a_quiz_that_is_over_tells_nothing_of_use_in_another(tree, over, bank, client, address):
    """By its practice, in both languages, until the other's attempts are used up."""
    english = translate(over, locale=tree.en.locale, texts={over.title: "Labour law quiz"})
    addresses = (address, f"{english.url}practice/{bank.pk}/")
    assert tells(client, *addresses)
    other = a_quiz(tree, [(bank, 1, 5)], title="又一次竞赛", attempts=1)
    assert not tells(client, *addresses)
    assert try_once(client, address, 0).status_code == 409
    assert "现在不能练习" in client.get(f"{over.url}practice/").text
    sheet = begin(client, other)
    assert not tells(client, *addresses)
    client.post(f"{sheet}submit/")
    assert tells(client, *addresses)


def test_t86_nor_does_the_same_question_in_another_set(tree, clock, client, question):
    copy = a_set([single("唯一的题！", options="乙选\n甲选", right="A", explanation="解析在此")], title="另一个题库")
    former = a_quiz(tree, [(copy, 1, 5)])
    clock.move_to(former.closes_at + timedelta(hours=1))
    address = f"{former.url}practice/{copy.pk}/"
    assert tells(client, address)
    a_quiz(tree, [(a_set([question]), 1, 5)], title="又一次竞赛")
    assert not tells(client, address)


def test_who_cannot_take_part_in_the_other_may_practise(tree, over, bank, address):
    person = an_employee()
    a_quiz(tree, [(bank, 1, 5)], title="又一次竞赛", audience="list", audience_list=an_employee().employee_number)
    assert tells(signed_in(person), address)


def test_t86_an_attempt_tells_what_is_right_when_none_is_left(tree, quiz, client):
    first = begin(client, quiz)
    answer(client, first, 1, 0)
    client.post(f"{first}submit/")
    text = client.get(first).text
    assert "现在不显示正确答案" in text
    assert "分（满分5分）" in text
    assert not any(word in text for word in ("解析在此", "答对</span>", "答错</span>"))
    run(client, quiz, right=1)
    assert "解析在此" in client.get(first).text


def test_t86_or_when_the_quiz_is_over_and_no_other_draws_from_the_set(tree, quiz, bank, client, clock):
    run(client, quiz, right=1)
    address = f"{quiz.url}attempt/{Attempt.objects.get().pk}/"
    assert "解析在此" not in client.get(address).text
    clock.move_to(quiz.closes_at)
    assert "解析在此" in client.get(address).text
    a_quiz(tree, [(bank, 1, 5)], title="又一次竞赛")
    assert "解析在此" not in client.get(address).text


def test_without_a_limit_of_all_attempts_it_waits_for_the_close(tree, bank, client):
    """Today's limit says nothing about tomorrow."""
    quiz = a_quiz(tree, [(bank, 1, 5)], attempts=None, attempts_a_day=1)
    run(client, quiz, right=1)
    assert "解析在此" not in client.get(f"{quiz.url}attempt/{Attempt.objects.get().pk}/").text


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


# --- What editors choose ---


def test_a_plan_that_has_it_is_refused_beside_the_field_until_it_has_begun(tree, clock):
    quiz = a_quiz(tree, opens_at=timezone.now() + timedelta(days=1), closes_at=timezone.now() + timedelta(days=2))
    quiz.practice = "always"
    assert "不能一边竞赛一边练习" in str(quiz.publication_errors()["practice"])
    clock.move_to(quiz.opens_at)
    assert "practice" not in quiz.publication_errors()
