"""Places of people and departments, certificates, prize draws as everybody may see them, and figures for the staff."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Avg, Count, F, FloatField
from django.db.models.functions import Cast
from django.utils import timezone

from interact.activities.plans.queries import eligible_people
from interact.activities.plans.rules import share
from interact.activities.quizzes import rules
from interact.activities.quizzes.choices import RANKED
from interact.activities.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.activities.quizzes.models.page import QuizPage
from unionsite.accounts.models import User
from unionsite.core.columns import NOTHING

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


# --- Figures for the staff ---

# The hardest questions are told from so many of the latest attempts: all of a large quiz would take too long.
SAMPLE = 1000
HARDEST = 10
_LEVELS = 10


def figures_of(quiz: QuizPage) -> dict[str, Any]:
    """Return the figures in five queries. `mean` in percent of all points; `bars` are (from–to percent, people, share),
    of best attempts; `hardest` are (question, times asked, share right in percent), the hardest first."""
    attempts = Attempt.objects.of(quiz)
    counts = attempts.aggregate(
        started=Count("pk"),
        done=Count("submitted_at"),
        mean=Avg(Cast(F("score"), FloatField()) * 100 / F("most")),
    )
    best = list(attempts.best().values_list("score", "most"))
    levels = Counter(min(score * _LEVELS // most, _LEVELS - 1) if most else 0 for score, most in best)
    return {
        "attempts": counts["done"],
        "running": counts["started"] - counts["done"],
        "people": len(best),
        "passed": sum(rules.has_passed(score, most, quiz.pass_percent) for score, most in best),
        "mean": round(counts["mean"] or 0, 1),
        "bars": [(_level(level), levels[level], share(levels[level], len(best))) for level in range(_LEVELS)],
        "hardest": _hardest(attempts),
    }


def _level(level: int) -> str:
    low = level * 100 // _LEVELS
    return f"{low}–{100 if level == _LEVELS - 1 else low + 9}%"


def _hardest(attempts) -> list[tuple[str, int, float]]:
    latest = attempts.submitted().order_by("-submitted_at")[:SAMPLE]
    sheets = dict(latest.values_list("pk", "questions"))
    given: dict = {}
    for key, position, answer in AttemptAnswer.objects.filter(attempt__in=list(sheets)).values_list(
        "attempt", "position", "given"
    ):
        given[key, position] = answer
    asked: Counter = Counter()
    right: Counter = Counter()
    for key, questions in sheets.items():
        for position, question in enumerate(questions, start=1):
            asked[question["text"]] += 1
            right[question["text"]] += rules.is_right(question, given.get((key, position), []))
    rows = [(text, number, share(right[text], number)) for text, number in asked.items()]
    return sorted(rows, key=lambda row: (row[2], -row[1], row[0]))[:HARDEST]


def winners_of(drawn: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (name, 工号, department) of each winner, to hand out the prizes; of who is gone what was published."""
    keys = [one["person"] for one in drawn["winners"]]
    people = User.objects.select_related("department").in_bulk([key for key in keys if key])
    return [
        (person.get_full_name(), person.employee_number or NOTHING, str(person.department or NOTHING))
        if (person := people.get(one["person"]))
        else (one["name"], one["number"], NOTHING)
        for one in drawn["winners"]
    ]
