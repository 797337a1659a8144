"""The answer to a search, and those to what somebody is about to ask; no query while nothing changes."""

from __future__ import annotations

from datetime import date
from functools import partial

from rights.answers.queries import Answer, valid_answers
from rights.answers.rules import bare
from search.analysis.matters import matters_of
from search.answers import rules
from search.answers.rules import Choice, Profile
from search.words.queries import current_dictionary
from unionsite.core.generation import SITE, WORDS, remembered_of


@remembered_of(SITE, WORDS)
def _choice(locale_id: int, today: date) -> tuple[list[Answer], Choice]:
    answers, dictionary = valid_answers(locale_id, today), current_dictionary()
    read = partial(matters_of, dictionary=dictionary)
    profiles = [Profile.of(read(one.title), list(map(read, one.wordings)), read(one.text)) for one in answers]
    return answers, Choice(profiles)


def _rated(locale_id: int, text: str, today: date) -> tuple[list[Answer], list[float]]:
    answers, choice = _choice(locale_id, today)
    rated, asked = choice.ratings(matters_of(text, current_dictionary())), bare(text)
    same = [
        place for place, one in enumerate(answers) if rated[place] and asked in map(bare, (one.title, *one.wordings))
    ]
    if len(same) == 1:
        # What editors wrote word for word needs no comparison.
        rated = [float(place == same[0]) for place in range(len(answers))]
    return answers, rated


def answer_to(locale_id: int, text: str, today: date) -> Answer | None:
    """Return the answer that is exactly what a search asks; None if none is."""
    answers, rated = _rated(locale_id, text, today)
    return answers[rated.index(max(rated))] if rules.is_answered(rated) else None


def answers_like(locale_id: int, text: str, today: date) -> list[Answer]:
    """Return the answers to what somebody is about to ask, best first; mostly one or none."""
    answers, rated = _rated(locale_id, text, today)
    return [answers[place] for place in rules.alike(rated)]
