"""Every write of quizzes: attempts, the prize draw, the import of questions."""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.plans.models.records import ActivityRecord
from interact.activities.plans.services import SETTLING, admit
from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import PrizeFor
from interact.activities.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.activities.quizzes.models.bank import Question, QuestionSet
from interact.activities.quizzes.models.page import QuizPage
from interact.activities.quizzes.queries.attempts import history_of, pool_of
from interact.participation.services import TakenPart, take_part
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation
from unionsite.core.refusals import Refused


class NotNow(Refused):
    """Not possible now: no attempts left, the time is over, or the attempt was handed in."""


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
    history = history_of(quiz, person, now)
    if (running := history.running) is not None:
        if not rules.is_over(running.ends_at, now):
            return running
        settle(running.pk, now)
    if not history.left.may_start:
        raise NotNow(
            _("您的答题次数已经用完。") if history.left.in_all == 0 else _("今天的答题次数已经用完，请明天再来。")
        )
    questions = _draw(quiz)
    number = len(history.attempts) + 1
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


def settle_overdue(now: datetime | None = None) -> int:
    """Score all attempts whose time is over; return how many. Safe to run twice."""
    now = now or timezone.now()
    keys = list(Attempt.objects.overdue(now).values_list("pk", flat=True))
    for key in keys:
        settle(key, now)
    return len(keys)


# --- Prizes ---


def draw_prizes(now: datetime | None = None) -> int:
    """Draw the prizes of closed quizzes whose attempts are all scored; return how many. Safe to run twice."""
    now = now or timezone.now()
    settled = ActivityRecord.objects.exclude(cancelled_at=None, drawn__isnull=True).values("activity")
    quizzes = (
        QuizPage.objects.originals(settings.LANGUAGE_CODE)
        .filter(live=True, prizes__gt=0)
        .ended(now - SETTLING)
        .exclude(translation_key__in=settled)
    )
    ready = [quiz for quiz in quizzes if not Attempt.objects.of(quiz).filter(submitted_at=None).exists()]
    for quiz in ready:
        _draw_prizes(quiz, now)
    return len(ready)


@transaction.atomic
def _draw_prizes(quiz: QuizPage, now: datetime) -> None:
    record, _is_new = ActivityRecord.objects.select_for_update().get_or_create(activity=quiz.translation_key)
    if record.drawn is not None:
        return
    entitled = [
        person
        for person, score, most in Attempt.objects.of(quiz).best().values_list("person", "score", "most")
        if quiz.prize_for == PrizeFor.ALL or rules.has_passed(score, most, quiz.pass_percent)
    ]
    chosen = _chance.sample(entitled, min(quiz.prizes, len(entitled)))
    people = User.objects.in_bulk(chosen)
    record.drawn = rules.result_of(now, len(entitled), map(people.get, chosen))
    record.save(update_fields=["drawn"])
    generation.bump(generation.ACTIVITIES)
    winners = [f"{one['name']} {one['number']}" for one in record.drawn["winners"]]
    audit.record(Action.PRIZES_DRAWN, subject=quiz, detail={"entitled": len(entitled), "winners": winners})


# --- The bank ---


@transaction.atomic
def import_questions(*, questions: Sequence[Question], actor, question_set: QuestionSet | None, title: str = ""):
    """Put questions into a new draft: of a new set called `title`, or behind those of an existing set.

    The public version stays as it is until the draft has passed both stages. Raises Refused for a set under review or
    locked. Returns the set.
    """
    if question_set is None:
        draft = QuestionSet(title=title, live=False)
        draft.questions = list(questions)
        draft.save()
    else:
        why_not_import(question_set)
        draft = question_set.get_latest_revision_as_object()
        for order, question in enumerate(questions, start=draft.questions.count() + 1):
            question.sort_order = order
            draft.questions.add(question)
    draft.save_revision(user=actor, log_action=True)
    return draft


def why_not_import(question_set: QuestionSet) -> None:
    """Raise Refused if nothing may be added to a set now."""
    if question_set.workflow_in_progress:
        raise Refused(_("这个题库正在审核，请等审核结束，或先撤回。"))
    if question_set.locked:
        raise Refused(_("这个题库已被锁定，请先解锁。"))
