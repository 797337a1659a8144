"""The prize draw: once, after the close, among those who are entitled."""

import random
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from interact.activities.models.records import ActivityRecord
from interact.activities.services import SETTLING
from interact.quizzes import rules
from interact.quizzes.choices import PrizeFor
from interact.quizzes.models.attempts import Attempt
from interact.quizzes.models.page import QuizPage
from unionsite.accounts.models import User
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation


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
        _draw(quiz, now)
    return len(ready)


@transaction.atomic
def _draw(quiz: QuizPage, now: datetime) -> None:
    record, _is_new = ActivityRecord.objects.select_for_update().get_or_create(activity=quiz.translation_key)
    if record.drawn is not None:
        return
    entitled = [
        person
        for person, score, most in Attempt.objects.of(quiz).best().values_list("person", "score", "most")
        if quiz.prize_for == PrizeFor.ALL or rules.has_passed(score, most, quiz.pass_percent)
    ]
    chosen = random.SystemRandom().sample(entitled, min(quiz.prizes, len(entitled)))
    people = User.objects.in_bulk(chosen)
    record.drawn = rules.result_of(now, len(entitled), map(people.get, chosen))
    record.save(update_fields=["drawn"])
    transaction.on_commit(generation.bump)
    winners = [f"{one['name']} {one['number']}" for one in record.drawn["winners"]]
    audit.record(Action.PRIZES_DRAWN, subject=quiz, detail={"entitled": len(entitled), "winners": winners})
