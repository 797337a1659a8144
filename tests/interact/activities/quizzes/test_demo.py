"""The demo's quiz passes both stages like any other, and visitors can try it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from demo.material import Material
from demo.quizzes import add_quiz
from demo.stage import set_up_people
from demo.writing import Demo
from interact.activities.models import Attempt, Question, QuestionSet
from interact.activities.quizzes.queries.places import best_attempts
from interact.models import Participation
from tests.clients import signed_in
from tests.interact.activities.planning import a_publicity
from tests.interact.activities.quizzes.quizzing import begin, run
from unionsite.core import mails

pytestmark = pytest.mark.django_db


def told(client, quiz):
    """The addresses of attempts at which the employee reads right answers."""
    addresses = [f"{quiz.url}attempt/{key}/" for key in Attempt.objects.of(quiz).values_list("pk", flat=True)]
    return {one for one in addresses if "<dt>正确答案</dt>" in client.get(one, follow=True).text}


def test_the_demo_has_a_running_quiz_with_attempts(tree, clock):
    people = set_up_people()
    demo = Demo(tree.home, Locale.objects.get(language_code="en"), people, Material(uploader=people["editor"]))
    with mails.silence():
        quiz = add_quiz(demo, timezone.now(), a_publicity(tree, days=10))
    assert QuestionSet.objects.filter(live=True).count() == 2
    assert Question.objects.count() == 31
    assert quiz.state_at(timezone.now()) == "open"
    assert Participation.objects.of(quiz).count() == len(best_attempts(quiz)) == 13 - 1
    assert not Attempt.objects.filter(person=people["employee"]).exists()
    client, mine = signed_in(people["employee"]), {"person": people["employee"]}
    attempt = run(client, quiz, right=20)
    assert attempt.most == 100
    assert "开始答题" in client.get(quiz.url).text
    assert not told(client, quiz)
    run(client, quiz, right=20)
    last = begin(client, quiz)
    assert not told(client, quiz)
    client.post(f"{last}submit/")
    assert told(client, quiz) == {f"{quiz.url}attempt/{one.pk}/" for one in Attempt.objects.of(quiz).filter(**mine)}
    clock.move_to(quiz.closes_at)
    assert len(told(client, quiz)) == 3
    assert all(one.submitted_at < timezone.now() + timedelta(days=1) for one in best_attempts(quiz))
