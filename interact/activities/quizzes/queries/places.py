"""Places of people and departments, the certificate, the prize draw as everybody may see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Count
from django.utils import timezone

from interact.activities.plans.queries import eligible_people
from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import RANKED
from interact.activities.quizzes.models.attempts import Attempt
from interact.activities.quizzes.models.page import QuizPage

_SALT = "interact.quizzes.certificate"


@dataclass(frozen=True)
class Ranking:
    """`best` are all people, the first place first; `rest` is the line of departments with too few people."""

    best: list[rules.Best]
    departments: list[rules.DepartmentPlace]
    rest: rules.DepartmentPlace | None
    most: int

    @property
    def people(self) -> list[tuple[int, rules.Best]]:
        """Return (place, best attempt) of the first `RANKED`."""
        return list(enumerate(self.best[:RANKED], start=1))

    def place_of(self, person: int) -> tuple[int, rules.Best] | None:
        return next(((place, one) for place, one in enumerate(self.best, start=1) if one.person == person), None)


def best_attempts(quiz: QuizPage) -> list[rules.Best]:
    """Return everybody's best attempt in one query, the first place first."""
    rows = Attempt.objects.of(quiz).best()
    names = ("person", "person__name", "person__department__name", "score", "seconds", "submitted_at", "pk")
    return [
        rules.Best(person, name, department or "", score, seconds, submitted_at, key)
        for person, name, department, score, seconds, submitted_at, key in rows.values_list(*names)
    ]


def ranking_of(quiz: QuizPage) -> Ranking:
    """Return the places of a quiz (its original page) in a handful of queries, however many people took part."""
    best = best_attempts(quiz)
    counted = eligible_people(quiz).order_by().values_list("department__name").annotate(number=Count("pk"))
    eligible = {name or "": number for name, number in counted}
    most = quiz.most
    places, rest = rules.department_places(eligible, best, quiz.least_sample, most, quiz.pass_percent)
    return Ranking(best, places, rest, most)


# --- Certificate ---


def certificate_path(attempt: Attempt) -> str:
    """Return the end of the address that verifies a certificate; what pages answer has no colon."""
    return signing.Signer(salt=_SALT).sign(attempt.pk.hex).replace(":", "/")


def certificate_number(attempt: Attempt) -> str:
    return f"{timezone.localtime(attempt.submitted_at):%Y%m%d}-{attempt.pk.hex[:8].upper()}"


def certified(quiz: QuizPage, key: str, signature: str) -> Attempt | None:
    """Return the attempt that a certificate of this quiz is about; None for a signature that is not ours."""
    try:
        key = signing.Signer(salt=_SALT).unsign(f"{key}:{signature}")
    except signing.BadSignature:
        return None
    attempt = Attempt.objects.of(quiz).submitted().filter(pk=key).select_related("person").defer("questions").first()
    if attempt is None or not rules.has_passed(attempt.score, attempt.most, quiz.pass_percent):
        return None
    return attempt


# --- Prize draw ---


def drawn_of(quiz: QuizPage, person) -> dict[str, Any] | None:
    """Return the result of the prize draw with `at` as a moment and whether this person `has_won`; None before it."""
    drawn = quiz.record.drawn if quiz.prizes and quiz.record else None
    if drawn is None:
        return None
    has_won = any(one["person"] == person.pk for one in drawn["winners"] if one["person"])
    return drawn | {"at": datetime.fromisoformat(drawn["at"]), "has_won": has_won}
