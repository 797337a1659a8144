"""Reads of the answers: all in force, and the list by situation; one query while nothing changes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wagtail.blocks import StreamValue

from rights.answers import rules
from rights.answers.choices import Situation
from rights.answers.models import RightsAnswerPage
from unionsite.core.generation import ANSWERS, remembered_of
from unionsite.core.queries import public_address

# The fields of a page that a `RightsAnswer` ends with, in its order.
SHOWN = ("situation", "short_answer", "numbers", "valid_from", "valid_until", "calculator", "edge")


@dataclass(frozen=True)
class RightsAnswer:
    """A published answer as lists and the search show it; `key` is the same in all languages."""

    key: UUID
    title: str
    url: str
    wordings: tuple[str, ...]
    situation: str
    answer: str
    numbers: StreamValue
    valid_from: date | None
    valid_until: date | None
    calculator: str
    edge: str

    @property
    def text(self) -> str:
        return f"{self.answer} {self.edge}"

    @property
    def first_sentence(self) -> str:
        return rules.first_sentence(self.answer)


@dataclass(frozen=True)
class Group:
    """The answers of one situation; `key` is its anchor."""

    key: str
    label: str
    answers: list[RightsAnswer]


@remembered_of(ANSWERS)
def _published(locale_id: int) -> tuple[RightsAnswer, ...]:
    """Return all published answers in a language, in the order of the tree; one query, and no page for each."""
    pages = RightsAnswerPage.objects.published().true_texts().in_language(locale_id).order_by("path")
    rows = pages.values_list("url_path", "wordings", "translation_key", "title", *SHOWN)
    return tuple(
        RightsAnswer(key, title, public_address(path), tuple(rules.lines(wordings)), *shown)
        for path, wordings, key, title, *shown in rows
    )


def valid_answers(locale_id: int, today: date) -> list[RightsAnswer]:
    """Return the answers in force on a day, in the order of the tree."""
    return [one for one in _published(locale_id) if rules.is_valid(one.valid_from, one.valid_until, today)]


def by_situation(locale_id: int, today: date) -> list[Group]:
    """Return the answers in force on a day by situation, without situations that have none."""
    found: dict[str, list[RightsAnswer]] = {}
    for one in valid_answers(locale_id, today):
        found.setdefault(one.situation, []).append(one)
    return [Group(one.value, str(one.label), found[one.value]) for one in Situation if one.value in found]


def answers_with(locale_id: int, calculator: str, today: date) -> list[RightsAnswer]:
    """Return the answers in force that lead to a calculator."""
    return [one for one in valid_answers(locale_id, today) if one.calculator == calculator]
