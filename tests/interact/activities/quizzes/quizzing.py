"""Lays sets and quizzes as they stand after their reviews, and goes through them as employees do."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from interact.activities.models import Question, QuestionSet, QuizDraw, QuizPage
from tests.interact.activities.planning import plan
from tests.releasing import release


def single(text="每日工作时间不超过几小时？", **fields):
    wanted = {"kind": "single", "text": text, "options": "6\n8\n10", "right": "B", **fields}
    return Question(**wanted)


def numbered(count, word="题"):
    """So many 单选题 whose right answer is always the option 对的."""
    return [single(f"{word}{number}", options="对的\n错的\n也错", right="A") for number in range(1, count + 1)]


def a_set(questions=None, title="劳动合同", **fields) -> QuestionSet:
    """A published set."""
    one = QuestionSet(title=title, live=False, **fields)
    one.questions = numbered(6) if questions is None else questions
    for order, question in enumerate(one.questions.all()):
        question.sort_order = order
    one.save()
    revision = one.save_revision()
    release(Revision.objects.get(pk=revision.pk), one)
    revision.publish(skip_permission_checks=True)
    return QuestionSet.objects.get(pk=one.pk)


def a_quiz(tree, draws=None, **fields) -> QuizPage:
    """A quiz that has been open for a day and closes in three; each attempt 10 minutes, 3 attempts."""
    draws = draws if draws is not None else [(a_set(), 4, 5)]
    rows = [
        QuizDraw(question_set=question_set, number=number, points=points, sort_order=order)
        for order, (question_set, number, points) in enumerate(draws)
    ]
    wanted = {"title": "劳动法知识竞赛", "minutes": 10, "attempts": 3, **fields}
    return plan(tree, QuizPage, children=[("draws", rows)], **wanted)


def begin(client, quiz) -> str:
    """Start an attempt; the address below which it lies."""
    response = client.post(f"{quiz.url}start/")
    assert response.status_code == 302, response.text
    return response["Location"].rsplit("/", 2)[0] + "/"


def right_place(attempt, position) -> int:
    return attempt.questions[position - 1]["right"][0]


def answer(client, address, position, place, go="stay"):
    return client.post(f"{address}{position}/", {"given": place, "go": go})


def run(client, quiz, right=4, seconds=60, clock=None):
    """A whole attempt with so many right answers; the attempt as it was scored."""
    from interact.activities.models import Attempt

    address = begin(client, quiz)
    attempt = Attempt.objects.get(pk=address.rstrip("/").rsplit("/", 1)[1])
    for position in range(1, len(attempt.questions) + 1):
        place = right_place(attempt, position)
        answer(client, address, position, place if position <= right else (place + 1) % 3)
    if clock:
        clock.move_to(timezone.now() + timedelta(seconds=seconds))
    client.post(f"{address}submit/")
    return Attempt.objects.get(pk=attempt.pk)
