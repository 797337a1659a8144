"""Places of people and departments, the certificate, the prize draw as everybody may see it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core import signing
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from interact.activities.queries import eligible_people
from interact.quizzes import rules
from interact.quizzes.choices import RANKED
from interact.quizzes.models.attempts import Attempt, DrawNumber, PrizeDraw
from interact.quizzes.models.page import QuizPage

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


@dataclass(frozen=True)
class Winner:
    number: str
    name: str
    employee_number: str


def prize_draw_of(quiz: QuizPage, person) -> PrizeDraw | None:
    """Return the prize draw of a quiz with this person's number as `mine`; None where there are no prizes."""
    if not quiz.prizes:
        return None
    mine = DrawNumber.objects.filter(activity=OuterRef("activity"), person=person.pk).values("number")
    draws = PrizeDraw.objects.filter(activity=quiz.translation_key)
    return draws.annotate(mine=Subquery(mine[:1])).first()


def winners(draw: PrizeDraw) -> list[Winner]:
    """Return the winners in their order, names and 工号 masked."""
    rows = DrawNumber.objects.filter(activity=draw.activity, number__in=draw.winners).select_related("person")
    people = {row.number: row.person for row in rows}
    return [
        Winner(
            number,
            rules.masked(people[number].name) if number in people else "–",
            rules.masked_number(people[number].employee_number or "") if number in people else "–",
        )
        for number in draw.winners
    ]


def published_lines(draw: PrizeDraw) -> Iterator[str]:
    """Yield the published file: seed, its SHA-256, all numbers in order, the winning ones in theirs."""
    yield "# " + _("种子")
    yield draw.seed
    yield "# SHA-256"
    yield draw.digest
    yield "# " + _("全部抽奖号")
    yield from draw.numbers
    yield "# " + _("中奖号")
    yield from draw.winners
