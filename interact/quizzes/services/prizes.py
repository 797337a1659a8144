"""The prize draw: the seed before the opening, a number for each person, drawing after the close."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from interact.activities.models.records import ActivityRecord
from interact.activities.services import SETTLING
from interact.quizzes import rules
from interact.quizzes.choices import PrizeFor
from interact.quizzes.models.attempts import Attempt, DrawNumber, PrizeDraw
from interact.quizzes.models.page import QuizPage
from unionsite.core import generation
from unionsite.core.sealing import seal, unseal

_DIGITS = 8


def _context(activity) -> str:
    return f"prize-draw:{activity}"


def prepare_prize_draw(quiz: QuizPage) -> None:
    """Make the seed of a published quiz with prizes, once; only its SHA-256 is in clear until the draw."""
    quiz = quiz.original
    if not quiz.prizes:
        return
    seed, key = secrets.token_hex(32), quiz.translation_key
    sealed = seal(seed.encode(), _context(key))
    PrizeDraw.objects.get_or_create(activity=key, defaults={"digest": rules.digest_of(seed), "sealed": sealed})


def give_number(attempt: Attempt) -> None:
    """Give whoever is in the prize draw with this attempt a random number, where the quiz has prizes; everybody keeps
    theirs."""
    activity, person = attempt.activity, attempt.person
    if not PrizeDraw.objects.filter(activity=activity).exists():
        return
    quiz = QuizPage.objects.originals(settings.LANGUAGE_CODE).get(translation_key=activity)
    if not _is_in(quiz, attempt.score, attempt.most):
        return
    for _try in range(20):
        number = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"
        try:
            with transaction.atomic():
                DrawNumber.objects.get_or_create(activity=activity, person=person, defaults={"number": number})
        except IntegrityError:
            # Somebody else has it.
            continue
        return


def _is_in(quiz: QuizPage, score: int, most: int) -> bool:
    return quiz.prize_for == PrizeFor.ALL or rules.has_passed(score, most, quiz.pass_percent)


def draw_prizes(now: datetime | None = None) -> int:
    """Draw the prizes of closed quizzes whose attempts are all scored; return how many. Safe to run twice."""
    now = now or timezone.now()
    waiting = PrizeDraw.objects.filter(drawn_at=None).values("activity")
    cancelled = ActivityRecord.objects.exclude(cancelled_at=None).values("activity")
    quizzes = (
        QuizPage.objects.originals(settings.LANGUAGE_CODE)
        .filter(live=True, prizes__gt=0, translation_key__in=waiting)
        .ended(now - SETTLING)
        .exclude(translation_key__in=cancelled)
    )
    ready = [quiz for quiz in quizzes if not Attempt.objects.of(quiz).filter(submitted_at=None).exists()]
    for quiz in ready:
        _draw(quiz, now)
    return len(ready)


@transaction.atomic
def _draw(quiz: QuizPage, now: datetime) -> None:
    draw = PrizeDraw.objects.select_for_update().get(activity=quiz.translation_key)
    if draw.drawn_at is not None:
        return
    people = [
        person
        for person, score, most in Attempt.objects.of(quiz).best().values_list("person", "score", "most")
        if _is_in(quiz, score, most)
    ]
    numbers = DrawNumber.objects.filter(activity=quiz.translation_key)
    mine = dict(numbers.values_list("person", "number"))
    draw.seed = unseal(draw.sealed, _context(quiz.translation_key)).decode()
    draw.numbers = sorted(mine[person] for person in people if person in mine)
    draw.winners = rules.winners_of(draw.seed, draw.numbers, quiz.prizes)
    draw.drawn_at = now
    draw.save()
    transaction.on_commit(generation.bump)
