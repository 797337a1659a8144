"""Starting an attempt, saving its answers, handing it in."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.services import TakenPart, admit, take_part
from interact.quizzes import rules
from interact.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.quizzes.models.page import QuizPage
from interact.quizzes.queries.attempts import pool_of, standing_of
from interact.quizzes.services.prizes import draw_prizes
from unionsite.core.refusals import Refused


class NotNow(Refused):
    """Nothing is wrong with the person, but it cannot be done now: no attempts left, time over, handed in."""


class NoSuchQuestion(Refused):
    """There is no such attempt of this person, or no such question in it."""


class ForeignAnswer(Refused):
    """What was sent is no answer to this question."""


_chance = random.SystemRandom()


@transaction.atomic
def start_attempt(*, quiz: QuizPage, person, now: datetime | None = None) -> Attempt:
    """Start an attempt at a quiz (its original page), or return the one that is running (S-5.2).

    Of two starts at the same moment the constraint lets one through, and both get the same. Raises NotInvited, NotNow.
    """
    now = now or timezone.now()
    admit(quiz, person, now)
    standing = standing_of(quiz, person, now)
    if (running := standing.running) is not None:
        if not rules.is_over(running.ends_at, now):
            return running
        settle(running.pk, now)
    if not standing.left.may_start:
        raise NotNow(
            _("您的答题次数已经用完。") if standing.left.in_all == 0 else _("今天的答题次数已经用完，请明天再来。")
        )
    questions = _draw(quiz)
    number = len(standing.attempts) + 1
    attempt = Attempt(
        activity=quiz.translation_key,
        person=person,
        number=number,
        started_at=now,
        ends_at=rules.end_of(now, quiz.minutes, quiz.closes_at),
        questions=questions,
        most=sum(question["points"] for question in questions),
    )
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        return Attempt.objects.of(quiz).get(person=person, number=number)
    return attempt


def _draw(quiz: QuizPage) -> list[rules.Asked]:
    """Return the questions of an attempt: as many of each set as planned, at random, options shuffled."""
    questions: list[rules.Asked] = []
    for draw in quiz.draw_list:
        pool = pool_of(draw.question_set_id)
        if len(pool) < draw.number:
            raise NotNow(_("题库正在调整，暂时不能开始。请稍后再试，或联系工会办公室。"))
        chosen = _chance.sample(pool, draw.number)
        questions += [rules.shuffled(question, _chance) | {"points": draw.points} for question in chosen]
    return questions


@transaction.atomic
def save_answer(
    *, activity, key, person, position: int, read: Callable[[str], Sequence], now: datetime | None = None
) -> None:
    """Store the answer to the question at `position` (from 1) at once, in place of an earlier one.

    `activity` is a translation key; `read` returns what was given, of the kind of the question. Raises NoSuchQuestion,
    NotNow, ForeignAnswer; nothing is stored then.
    """
    now = now or timezone.now()
    attempt = _locked(activity, key, person)
    if attempt.is_submitted:
        raise NotNow(_("这份答卷已经交了，不能再改。"))
    if rules.is_over(attempt.ends_at, now):
        raise NotNow(_("答题时间已到，这道题没有存上。此前存下的答案都已计分。"))
    if not 1 <= position <= len(attempt.questions):
        raise NoSuchQuestion(_("这份答卷里没有这道题。"))
    question = attempt.questions[position - 1]
    given = list(read(question["kind"]))
    if rules.is_foreign(question, given):
        raise ForeignAnswer(_("收到的答案不属于这道题，没有存上。请回到题目重新作答。"))
    AttemptAnswer.objects.bulk_create(
        [AttemptAnswer(attempt=attempt, position=position, given=given, saved_at=now)],
        update_conflicts=True,
        unique_fields=["attempt", "position"],
        update_fields=["given", "saved_at"],
    )


@transaction.atomic
def hand_in(*, activity, key, person, now: datetime | None = None) -> Attempt:
    """Score an attempt with what is saved. Sent again it changes nothing. Raises NoSuchQuestion."""
    attempt = _locked(activity, key, person)
    attempt.person = person
    return attempt if attempt.is_submitted else _score(attempt, now or timezone.now())


def _locked(activity, key, person) -> Attempt:
    attempt = Attempt.objects.select_for_update().of(activity).filter(pk=key, person=person).first()
    if attempt is None:
        raise NoSuchQuestion(_("没有找到您的这份答卷。请回到竞赛页面，从那里进入。"))
    return attempt


@transaction.atomic
def settle(key, now: datetime) -> None:
    """Score an attempt whose time is over; does nothing to one that runs or was handed in."""
    attempt = Attempt.objects.select_for_update().get(pk=key)
    if not attempt.is_submitted and rules.is_over(attempt.ends_at, now):
        _score(attempt, now)


def _score(attempt: Attempt, now: datetime) -> Attempt:
    given = dict(attempt.answers.values_list("position", "given"))
    attempt.score = rules.score_of(attempt.questions, given)
    attempt.seconds = rules.seconds_of(attempt.started_at, attempt.ends_at, now)
    attempt.submitted_at = min(now, attempt.ends_at)
    attempt.save(update_fields=["score", "seconds", "submitted_at"])
    with suppress(TakenPart):
        take_part(activity=attempt.activity, person=attempt.person)
    return attempt


def tend(now: datetime | None = None) -> None:
    """Runs each minute: score attempts whose time is over, then draw the prizes of quizzes that have closed."""
    settle_overdue(now)
    draw_prizes(now)


def settle_overdue(now: datetime | None = None) -> int:
    """Score all attempts whose time is over; return how many. Safe to run twice."""
    now = now or timezone.now()
    keys = list(Attempt.objects.overdue(now).values_list("pk", flat=True))
    for key in keys:
        settle(key, now)
    return len(keys)
