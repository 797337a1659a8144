"""The answer to a search, and those to what somebody is about to ask; no query while nothing changes."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import NamedTuple

from interact.answers.queries import published
from rights.answers.queries import Answer, valid_answers
from rights.answers.rules import bare
from search.analysis.matters import ASKED, LOOSE, MINOR, matters_of
from search.answers import rules
from search.answers.rules import Choice, Profile
from search.words.queries import current_dictionary
from unionsite.core.generation import SITE, WORDS, remembered_of

MOST_REPLIES = 300


class Offered(NamedTuple):
    """A reply that was published."""

    title: str
    url: str


@remembered_of(SITE, WORDS)
def _choice(locale_id: int, today: date) -> tuple[list[Answer], Choice, dict[str, set[int]]]:
    """Return the answers in force, all to choose from, and the places of those that have a bare wording."""
    answers, dictionary = valid_answers(locale_id, today), current_dictionary()
    read = partial(matters_of, dictionary=dictionary)
    profiles = [Profile.of(read(one.title), list(map(read, one.wordings)), read(one.text)) for one in answers]
    spelled: dict[str, set[int]] = {}
    for place, one in enumerate(answers):
        for wording in (one.title, *one.wordings):
            spelled.setdefault(bare(wording), set()).add(place)
    return answers, Choice(profiles), spelled


def _rated(locale_id: int, text: str, today: date) -> tuple[list[Answer], list[float]]:
    answers, choice, spelled = _choice(locale_id, today)
    asked = bare(text)
    rated = choice.ratings(matters_of(text, current_dictionary()), len(asked))
    same = [place for place in spelled.get(asked, ()) if rated[place]]
    if len(same) == 1:
        # What editors wrote word for word needs no comparison.
        rated = [float(place == same[0]) for place in range(len(answers))]
    return answers, rated


def is_about_same(text: str, title: str) -> bool:
    """Whether a title names a matter of a question, more than how it is asked."""
    dictionary = current_dictionary()
    both = matters_of(text, dictionary) & matters_of(title, dictionary)
    return any(matter[0] not in ASKED + MINOR + LOOSE for matter in both)


def answer_to(locale_id: int, text: str, today: date) -> Answer | None:
    """Return the answer that is exactly what a search asks; None if none is."""
    answers, rated = _rated(locale_id, text, today)
    return answers[rated.index(max(rated))] if rules.is_answered(rated) else None


@remembered_of(SITE, WORDS)
def _replies(locale_id: int) -> tuple[list[Offered], Choice]:
    """Return the newest published replies to what others asked; one query."""
    pages = list(published(locale_id).order_by("-answered_on", "-pk")[:MOST_REPLIES])
    read = partial(matters_of, dictionary=current_dictionary())
    profiles = [Profile.of(read(page.title), [read(page.question)], frozenset()) for page in pages]
    return [Offered(page.title, page.get_url()) for page in pages], Choice(profiles)


def answers_like(locale_id: int, text: str, today: date) -> list[Answer | Offered]:
    """Return what answers somebody who is about to ask, mostly one or none: answers about rights, then published
    replies, each best first."""
    answers, rated = _rated(locale_id, text, today)
    replies, choice = _replies(locale_id)
    like = choice.ratings(matters_of(text, current_dictionary()), len(bare(text)))
    return [*(answers[place] for place in rules.alike(rated)), *(replies[place] for place in rules.alike(like))]
