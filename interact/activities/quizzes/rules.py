"""Pure rules of quizzes: sound questions, right answers, scores, times, places, the prize draw."""

import hashlib
import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from interact.activities.plans.rules import share
from interact.activities.quizzes.choices import (
    GRACE,
    LETTERS,
    MAX_OPTIONS,
    MAX_WORDINGS,
    OPTION_LENGTH,
    RIGHT,
    TEXT_LENGTH,
    WORDING_LENGTH,
    WRONG,
    Fault,
    QuestionKind,
)

# What may stand around an answer without changing it; not the signs that change a number, as % and -.
_MARKS = ",;:!?、。，；：！？·…\"'“”‘’()[]{}【】《》〈〉「」『』"
_TRUE = {"对", "正确", "是", "√", "✓", "✔", "t", "true", "y"}
_FALSE = {"错", "错误", "不对", "否", "×", "✗", "✘", "x", "f", "false", "n"}
CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)

# --- Questions ---


def lines_of(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def normalised(text: str) -> str:
    """Return an answer as it is compared: without differences of width and case, spaces, and marks at the ends."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.lstrip(_MARKS).rstrip(_MARKS + ".")


def letters_of(right: str) -> str:
    """Return the letters of an answer such as "a、 C" as "AC"."""
    plain = unicodedata.normalize("NFKC", right).upper()
    return "".join(letter for letter in plain if not letter.isspace() and letter not in ",;、/|")


def truth_of(right: str) -> str:
    """Return 对 or 错 for the ways people write them; "" for anything else."""
    plain = normalised(right)
    return RIGHT if plain in _TRUE else WRONG if plain in _FALSE else ""


def faults_of(kind: str, text: str, options: Sequence[str], right: str) -> list[Fault]:
    """Return what keeps a question from being asked; empty if it is sound. `right` is as in `Question.right`."""
    faults = [] if text.strip() else [Fault.NO_TEXT]
    if len(text.strip()) > TEXT_LENGTH:
        faults.append(Fault.LONG_TEXT)
    if kind in CHOSEN and (bad := _faults_of_options(options)):
        # Letters of options that will change are not worth a word.
        return faults + bad
    if not right.strip():
        return [*faults, Fault.NO_ANSWER]
    if kind in CHOSEN:
        return faults + _faults_of_letters(kind, letters_of(right), len(options))
    if kind == QuestionKind.TRUTH:
        return faults if truth_of(right) else [*faults, Fault.NOT_TRUTH]
    return faults + _faults_of_wordings(lines_of(right))


def _faults_of_options(options: Sequence[str]) -> list[Fault]:
    if len(options) < 2:
        return [Fault.FEW_OPTIONS]
    if len(options) > MAX_OPTIONS:
        return [Fault.MANY_OPTIONS]
    if any(len(option) > OPTION_LENGTH for option in options):
        return [Fault.LONG_OPTION]
    return [Fault.SAME_OPTIONS] if len({normalised(option) for option in options}) < len(options) else []


def _faults_of_letters(kind: str, letters: str, number: int) -> list[Fault]:
    if not letters or any(letter not in LETTERS for letter in letters):
        return [Fault.NOT_LETTERS]
    if len(set(letters)) < len(letters):
        return [Fault.SAME_LETTER]
    if any(LETTERS.index(letter) >= number for letter in letters):
        return [Fault.FOREIGN_LETTER]
    if kind == QuestionKind.SINGLE:
        return [Fault.ONE_LETTER] if len(letters) > 1 else []
    return [Fault.FEW_LETTERS] if len(letters) < 2 else []


def _faults_of_wordings(wordings: Sequence[str]) -> list[Fault]:
    if len(wordings) > MAX_WORDINGS:
        return [Fault.MANY_WORDINGS]
    if any(len(wording) > WORDING_LENGTH for wording in wordings):
        return [Fault.LONG_WORDING]
    return [] if all(map(normalised, wordings)) else [Fault.ONLY_MARKS]


def key_of(kind: str, text: str) -> str:
    """Return what a question is known by in all sets, 32 hexadecimal digits: it stays through new versions of its set,
    whose rows are written anew, as long as the question asks the same."""
    return hashlib.sha256(f"{kind}:{normalised(text)}".encode()).hexdigest()[:32]


# A question as it is asked, as plain data: kind, text, options, right (places of the options, or wordings),
# explanation, law (label and path, or None), key; in an attempt also points.
Asked = dict[str, Any]


def shuffled(question: Asked, chance: random.Random) -> Asked:
    """Return a question with its options in random order; those of 判断题 stay as they are."""
    if question["kind"] not in CHOSEN:
        return question
    order = list(range(len(question["options"])))
    chance.shuffle(order)
    return question | {
        "options": [question["options"][place] for place in order],
        "right": sorted(order.index(place) for place in question["right"]),
    }


def is_foreign(question: Asked, given: Sequence[object]) -> bool:
    """Whether an answer is none to this question: another's option, one twice, several of one, a text too long."""
    if question["kind"] == QuestionKind.FILL:
        return len(given) > 1 or not all(isinstance(text, str) and len(text) <= OPTION_LENGTH for text in given)
    places = range(len(question["options"]))
    if any(not isinstance(place, int) or place not in places for place in given) or len(set(given)) < len(given):
        return True
    return len(given) > 1 and question["kind"] != QuestionKind.MULTIPLE


def is_right(question: Asked, given: Sequence[Any]) -> bool:
    """Whether an answer is wholly right; a part of 多选题 counts nothing."""
    if question["kind"] == QuestionKind.FILL:
        return bool(given) and normalised(given[0]) in {normalised(wording) for wording in question["right"]}
    return sorted(given) == question["right"]


# --- Attempts ---


def score_of(questions: Sequence[Asked], given: Mapping[int, Sequence[Any]]) -> int:
    """Return the points of the answers, by position from 1."""
    return sum(
        question["points"]
        for position, question in enumerate(questions, start=1)
        if is_right(question, given.get(position, ()))
    )


def has_passed(score: int, most: int, percent: int) -> bool:
    return score * 100 >= percent * most


def end_of(started_at: datetime, minutes: int, closes_at: datetime) -> datetime:
    """Return when an attempt ends: after its minutes, at the latest when the quiz closes."""
    return min(started_at + timedelta(minutes=minutes), closes_at)


def is_over(ends_at: datetime, now: datetime) -> bool:
    return now > ends_at + GRACE


def seconds_of(started_at: datetime, ends_at: datetime, now: datetime) -> int:
    """Return how long an attempt took, in whole seconds; never longer than it had."""
    return max(int((min(now, ends_at) - started_at).total_seconds()), 0)


@dataclass(frozen=True)
class Left:
    """How many attempts are left, in all and today; None without a limit."""

    in_all: int | None
    today: int | None

    @property
    def may_start(self) -> bool:
        return self.in_all != 0 and self.today != 0


def may_answer(*, runs: bool, begun: int, in_all: int | None, is_invited: bool) -> bool:
    """Whether somebody has an attempt at a quiz or may still come to one, today or later; `begun` are those so far,
    `is_invited` whether the quiz is open to them."""
    return runs or (is_invited and (in_all is None or begun < in_all))


def left_of(days: Sequence[date], today: date, in_all: int | None, a_day: int | None) -> Left:
    """Return the attempts left; `days` are the local days of those that were started."""
    return Left(
        None if in_all is None else max(in_all - len(days), 0),
        None if a_day is None else max(a_day - sum(day == today for day in days), 0),
    )


# --- Places ---


@dataclass(frozen=True)
class Best:
    """Somebody's best attempt: the most points, then the shorter time, then the earlier."""

    person: int
    name: str
    department: str
    score: int
    seconds: int
    submitted_at: datetime
    attempt: Any


@dataclass(frozen=True)
class DepartmentPlace:
    """A line of the ranking: `mean` of the best scores and `passed` in percent; `place` 0 for what is not ranked."""

    place: int
    name: str
    eligible: int
    participants: int
    share: float
    mean: float
    passed: float


def department_places(
    eligible: Mapping[str, int], best: Sequence[Best], least: int, most: int, percent: int
) -> tuple[list[DepartmentPlace], DepartmentPlace | None]:
    """Return departments by share taking part, then mean of the best scores, and those with fewer than `least` people
    taking part as one line, which has no mean either when they are too few together.

    `eligible` is how many could take part in each department, `most` the points of an attempt.
    """
    scores: dict[str, list[int]] = {name: [] for name in eligible}
    for one in best:
        scores.setdefault(one.department, []).append(one.score)
    few_eligible = 0
    rows: list[DepartmentPlace] = []
    few: list[int] = []
    for name, given in scores.items():
        if name and len(given) >= least:
            rows.append(_department(name, max(eligible.get(name, 0), len(given)), given, most, percent))
        else:
            few_eligible, few = few_eligible + max(eligible.get(name, 0), len(given)), few + given
    rows.sort(key=lambda row: (-row.share, -row.mean, row.name))
    rest = _department("", few_eligible, few if len(few) >= least else [None] * len(few), most, percent)
    return _placed(rows), rest if few_eligible else None


def _placed(rows: Sequence[DepartmentPlace]) -> list[DepartmentPlace]:
    """Return rows in order with their places; equal rows have the same."""
    ranks = [(row.share, row.mean) for row in rows]
    return [replace(row, place=ranks.index(rank) + 1) for row, rank in zip(rows, ranks, strict=True)]


def _department(name: str, eligible: int, scores: Sequence[int | None], most: int, percent: int) -> DepartmentPlace:
    known = [score for score in scores if score is not None]
    passed = sum(has_passed(score, most, percent) for score in known)
    number = len(scores)
    return DepartmentPlace(
        0,
        name,
        eligible,
        number,
        share(number, eligible),
        round(sum(known) / len(known), 1) if known else 0.0,
        share(passed, len(known)),
    )


# --- Certificate, prize draw ---


def masked(name: str) -> str:
    """Return a name with all but the first character hidden."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def masked_number(number: str) -> str:
    """Return a 工号 of which only the last two characters are shown."""
    return "*" * max(len(number) - 2, 1) + number[-2:]


def result_of(at: datetime, entitled: int, winners: Iterable[Any]) -> dict[str, Any]:
    """Return a prize draw as it is kept: when, among how many, and the winners in their order, with names and 工号 as
    they are published; None stands for a winner whose account is gone."""
    nobody = {"person": None, "name": "–", "number": "–"}
    return {
        "at": at.isoformat(),
        "entitled": entitled,
        "winners": [
            {"person": one.pk, "name": masked(one.name), "number": masked_number(one.employee_number or "")}
            if one
            else nobody
            for one in winners
        ],
    }
