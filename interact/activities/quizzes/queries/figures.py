"""Figures of a quiz for the staff."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField
from django.db.models.functions import Cast

from interact.activities.plans.rules import share
from interact.activities.quizzes import rules
from interact.activities.quizzes.models.attempts import Attempt, AttemptAnswer
from interact.activities.quizzes.models.page import QuizPage
from unionsite.accounts.models import User
from unionsite.core.columns import NOTHING

# The hardest questions are told from so many of the latest attempts: all of a large quiz would take too long.
SAMPLE = 1000
HARDEST = 10
_LEVELS = 10


@dataclass(frozen=True)
class Figures:
    """`mean` in percent of all points; `bars` are (from–to percent, people, share), of best attempts; `hardest` are
    (question, times asked, share right in percent), the hardest first."""

    attempts: int
    running: int
    people: int
    passed: int
    mean: float
    bars: list[tuple[str, int, float]]
    hardest: list[tuple[str, int, float]]


def figures_of(quiz: QuizPage) -> Figures:
    """Return the figures in five queries."""
    attempts = Attempt.objects.of(quiz)
    counts = attempts.aggregate(
        started=Count("pk"),
        done=Count("submitted_at"),
        mean=Avg(Cast(F("score"), FloatField()) * 100 / F("most")),
    )
    best = list(attempts.best().values_list("score", "most"))
    levels = Counter(min(score * _LEVELS // most, _LEVELS - 1) if most else 0 for score, most in best)
    return Figures(
        attempts=counts["done"],
        running=counts["started"] - counts["done"],
        people=len(best),
        passed=sum(rules.has_passed(score, most, quiz.pass_percent) for score, most in best),
        mean=round(counts["mean"] or 0, 1),
        bars=[(_level(level), levels[level], share(levels[level], len(best))) for level in range(_LEVELS)],
        hardest=_hardest(attempts),
    )


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
