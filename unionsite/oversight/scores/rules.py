"""How lines become a total and a grade, totals a ranking, and what a period is. Pure: today is passed in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from unionsite.oversight.scores.choices import (
    BONUS_ABOVE,
    FIRST_YEAR,
    FULL,
    GRADES,
    MONTHS,
    MOST_BONUS,
    OBJECTION_DAYS,
    SATISFIED_RATE,
    Grade,
    Length,
    ScoreKind,
)

NOUGHT = Decimal(0)
_BETWEEN_NAMES = re.compile(r"[、，,；;/\n]")


@dataclass(frozen=True)
class Line:
    """One item of a card: how often it was counted, and the points that this gives or costs, never negative.

    `most` limits the points, 0 for no limit. A veto has no points.
    """

    kind: str
    each: Decimal
    most: Decimal
    number: int

    @property
    def points(self) -> Decimal:
        if self.kind == ScoreKind.VETO:
            return NOUGHT
        counted = self.each * self.number
        return min(counted, self.most) if self.most else counted


@dataclass(frozen=True, slots=True)
class Result:
    """The total of a card and whether an item failed it outright."""

    total: Decimal
    is_vetoed: bool

    @property
    def grade(self) -> Grade:
        if self.is_vetoed:
            return Grade(Grade.FAILED)
        return next((Grade(grade) for least, grade in GRADES if self.total >= least), Grade(Grade.FAILED))


def result_of(lines: Iterable[Line]) -> Result:
    """Add up a card: from 100 down, never below 0; a bonus of at most 20, only above 80 (S-8.7)."""
    deducted, bonus, is_vetoed = NOUGHT, NOUGHT, False
    for line in lines:
        if line.kind == ScoreKind.VETO:
            is_vetoed = is_vetoed or line.number > 0
        elif line.kind == ScoreKind.DEDUCTION:
            deducted += line.points
        else:
            bonus += line.points
    total = max(FULL - deducted, NOUGHT)
    if total > BONUS_ABOVE:
        total += min(bonus, MOST_BONUS)
    return Result(total, is_vetoed)


# --- Facts ---


def is_late(due_on: date, done_on: date | None, today: date) -> bool:
    """Whether something was done after its due date, or is not done and past it."""
    return (done_on or today) > due_on


def is_satisfied(good: int, rated: int) -> bool:
    """Whether so many of those who rated were content."""
    return rated > 0 and good * 100 >= rated * SATISFIED_RATE


# --- Periods ---


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to before `stop`; `today` is when it is looked at."""

    start: date
    stop: date
    today: date

    @property
    def last(self) -> date:
        return self.stop - timedelta(days=1)


def span_of(length: str, year: int, number: int, today: date) -> Span:
    """Return the days of the month, quarter or year; `number` counts from 1 and is 1 for a year."""
    months = MONTHS[Length(length)]
    first = (number - 1) * months
    after = first + months
    return Span(date(year, first + 1, 1), date(year + after // 12, after % 12 + 1, 1), today)


def number_of(length: str, day: date) -> int:
    """Return which month, quarter or year of its year a day is in, from 1."""
    return (day.month - 1) // MONTHS[Length(length)] + 1


def may_object(frozen_on: date | None, today: date) -> bool:
    return frozen_on is None or today <= frozen_on + timedelta(days=OBJECTION_DAYS)


# --- Points of pieces ---


def authors_of(text: str) -> list[str]:
    """Return each author that a piece names, once."""
    names = [" ".join(name.split()) for name in _BETWEEN_NAMES.split(text)]
    return list(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Award:
    """Points that a piece brings; `is_new` for those of its own publication, which count as a piece."""

    who: tuple[str, ...]
    points: Decimal
    is_new: bool


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of the ranking: those with the same points share a place, and the next places stay free."""

    place: int
    who: tuple[str, ...]
    pieces: int
    points: Decimal


def ranking(awards: Iterable[Award]) -> list[Rank]:
    """Add up the points of everybody, and rank them, most points first (S-8.6)."""
    sums: dict[tuple[str, ...], tuple[int, Decimal]] = {}
    for award in awards:
        pieces, points = sums.get(award.who, (0, NOUGHT))
        sums[award.who] = pieces + award.is_new, points + award.points
    places = places_of([points for _pieces, points in sums.values()])
    rows = [Rank(places[points], who, pieces, points) for who, (pieces, points) in sums.items()]
    return sorted(rows, key=lambda row: (row.place, row.who))


def places_of(totals: Sequence[Decimal]) -> dict[Decimal, int]:
    """Return the place of each total, the highest first; equal totals share it."""
    places: dict[Decimal, int] = {}
    for number, total in enumerate(sorted(totals, reverse=True), start=1):
        places.setdefault(total, number)
    return places


def is_plausible(day: date, today: date) -> bool:
    """Whether something can have happened on a day that somebody typed."""
    return day.year >= FIRST_YEAR and day <= today
