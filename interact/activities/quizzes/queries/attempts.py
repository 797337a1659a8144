"""Attempts as they are shown: without right answers while these are of use, with everything afterwards."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from interact.activities.plans.queries import barrier_for
from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import QuestionKind
from interact.activities.quizzes.models.attempts import Attempt
from interact.activities.quizzes.models.bank import Question
from interact.activities.quizzes.models.page import QuizPage
from unionsite.core.generation import ACTIVITIES, remembered_of
from unionsite.laws.models import library_path


@remembered_of(ACTIVITIES)
def pool_of(question_set: int) -> tuple[rules.Asked, ...]:
    """Return the published questions of a set, from memory until something is published; none of a draft."""
    questions = Question.objects.filter(question_set=question_set, question_set__live=True)
    return tuple(question.asked for question in questions.select_related("article__statute"))


@dataclass(frozen=True)
class Kept:
    """What nobody may tell a person for now: the sets from which a quiz draws that they answer or still may, and the
    keys of the questions in them, as the same question may stand in other sets too."""

    sets: frozenset[int]
    keys: frozenset[str]

    def holds(self, quiz: QuizPage, questions: Iterable[rules.Asked]) -> bool:
        drawn = (draw.question_set_id for draw in quiz.draw_list)
        return not (self.sets.isdisjoint(drawn) and self.keys.isdisjoint(one["key"] for one in questions))


def kept_from(person, now: datetime) -> Kept:
    """Return what is kept from a person, of all quizzes together; some queries for each that is open."""
    attempts = list(Attempt.objects.filter(person=person).values_list("activity", "ends_at", "submitted_at"))
    begun = Counter(activity for activity, _ends, _submitted in attempts)
    runs = {one for one, ends_at, done in attempts if done is None and not rules.is_over(ends_at, now)}
    quizzes = QuizPage.objects.originals(settings.LANGUAGE_CODE).with_state().prefetch_related("draws")
    sets = frozenset(
        draw.question_set_id
        for quiz in quizzes.filter(Q(live=True, closes_at__gt=now) | Q(translation_key__in=runs))
        if rules.may_answer(
            runs=quiz.translation_key in runs,
            begun=begun[quiz.translation_key],
            in_all=quiz.attempts,
            is_invited=barrier_for(quiz, person, now) is None,
        )
        for draw in quiz.draw_list
    )
    return Kept(sets, frozenset(question["key"] for one in sets for question in pool_of(one)))


def shown(question: rules.Asked, given: Sequence[Any], position: int) -> dict[str, Any]:
    """Return a question as somebody sees it who has yet to answer: nothing of it tells what is right."""
    kind = QuestionKind(question["kind"])
    return {
        "position": position,
        "kind": kind.value,
        "kind_label": kind.label,
        "text": question["text"],
        "points": question["points"],
        "options": [
            {"place": place, "text": text, "is_chosen": place in given}
            for place, text in enumerate(question["options"])
        ],
        "typed": given[0] if kind == QuestionKind.FILL and given else "",
    }


@dataclass(frozen=True)
class Sheet:
    """An attempt with what was answered so far, by position from 1."""

    attempt: Attempt
    given: dict[int, list]

    @property
    def overview(self) -> list[tuple[int, bool]]:
        """Return (position, whether answered) of each question."""
        return [(number, bool(self.given.get(number))) for number in range(1, len(self.attempt.questions) + 1)]

    @property
    def unanswered(self) -> list[int]:
        return [number for number, is_answered in self.overview if not is_answered]

    def question(self, position: int) -> dict[str, Any] | None:
        """Return the question at a position; None if there is none."""
        if not 1 <= position <= len(self.attempt.questions):
            return None
        return shown(self.attempt.questions[position - 1], self.given.get(position, []), position)

    def seconds_left(self, now: datetime) -> int:
        return max(int((self.attempt.ends_at - now).total_seconds()), 0)


def sheet_of(attempt: Attempt) -> Sheet:
    return Sheet(attempt, dict(attempt.answers.values_list("position", "given")))


def find_attempt(quiz, person, key) -> Attempt | None:
    """Return an attempt of this person at this quiz; None for anybody else's."""
    return Attempt.objects.of(quiz).filter(pk=key, person=person).first()


# --- After handing in ---


def marked(question: rules.Asked, given: Sequence[Any], position: int) -> dict[str, Any]:
    """Return a question with what was given and what is right, in words; `law` is (label, address) or None."""
    law = question["law"]
    return {
        "position": position,
        "kind_label": QuestionKind(question["kind"]).label,
        "given": _in_words(question, given),
        "right": _in_words(question, question["right"]),
        "is_right": rules.is_right(question, given),
        "is_answered": bool(given),
        "law": (law["label"], library_path() + law["path"]) if law else None,
        **{name: question[name] for name in ("text", "options", "points", "explanation")},
    }


def _in_words(question: rules.Asked, given: Sequence[Any]) -> str:
    words = given if question["kind"] == QuestionKind.FILL else [question["options"][place] for place in given]
    return "；".join(words)


def marked_sheet(sheet: Sheet) -> list[dict[str, Any]]:
    """Return every question of an attempt that was handed in."""
    return [
        marked(question, sheet.given.get(position, []), position)
        for position, question in enumerate(sheet.attempt.questions, start=1)
    ]


@dataclass(frozen=True)
class AttemptHistory:
    """What somebody has done in a quiz: attempts in order, the best one, the one that runs, how many are left."""

    attempts: list[Attempt]
    best: Attempt | None
    running: Attempt | None
    left: rules.Left

    @property
    def has_passed(self) -> bool:
        return self.best is not None and getattr(self.best, "is_pass", False)


def history_of(quiz: QuizPage, person, now: datetime) -> AttemptHistory:
    """Return the attempts of a person, in one query; an attempt whose time is over still counts as running."""
    attempts = list(Attempt.objects.of(quiz).filter(person=person).order_by("number").defer("questions"))
    for attempt in attempts:
        attempt.is_pass = attempt.is_submitted and rules.has_passed(attempt.score, attempt.most, quiz.pass_percent)
    done = [attempt for attempt in attempts if attempt.is_submitted]
    days = [timezone.localdate(attempt.started_at) for attempt in attempts]
    return AttemptHistory(
        attempts=attempts,
        best=min(done, key=lambda one: (-one.score, one.seconds, one.submitted_at), default=None),
        running=next((attempt for attempt in attempts if not attempt.is_submitted), None),
        left=rules.left_of(days, timezone.localdate(now), quiz.attempts, quiz.attempts_a_day),
    )
