"""The answer to a search, and those to what somebody is about to ask; no query while nothing changes."""

from datetime import date
from functools import partial
from typing import NamedTuple

from interact.answers.queries import published
from rights.answers.queries import RightsAnswer, valid_answers
from rights.answers.rules import bare
from search.analysis.matters import ASKED, LOOSE, MINOR, matters_of
from search.answers import rules
from search.answers.rules import Choice, Profile, Spelling
from search.words.queries import current_dictionary
from unionsite.core.generation import REPLIES, WORDS, remembered_of

MOST_REPLIES = 300


class Offered(NamedTuple):
    """A reply that was published."""

    title: str
    url: str


class Found(NamedTuple):
    """The answer that is exactly what was asked, or those whose question may be meant, best first."""

    answer: RightsAnswer | None
    likely: list[RightsAnswer]


class _Known(NamedTuple):
    """The answers in force, in two readings, and the places of those that have a bare wording."""

    answers: list[RightsAnswer]
    choice: Choice
    spelling: Spelling
    spelled: dict[str, set[int]]


@remembered_of(WORDS)
def _known(locale_id: int, today: date) -> _Known:
    answers, dictionary = valid_answers(locale_id, today), current_dictionary()
    read = partial(matters_of, dictionary=dictionary)
    profiles = [Profile.of(read(one.title), list(map(read, one.wordings)), read(one.text)) for one in answers]
    written = [[bare(wording) for wording in (one.title, *one.wordings)] for one in answers]
    spelled: dict[str, set[int]] = {}
    for place, wordings in enumerate(written):
        for wording in wordings:
            spelled.setdefault(wording, set()).add(place)
    return _Known(answers, Choice(profiles), Spelling(written), spelled)


def find_answers(locale_id: int, text: str, today: date) -> Found:
    """Return what answers a search."""
    known, asked = _known(locale_id, today), bare(text)
    rated = known.choice.ratings(matters_of(text, current_dictionary()), len(asked))
    same = [place for place in known.spelled.get(asked, ()) if rated[place]]
    if len(same) == 1:
        # A question that editors wrote word for word needs no comparison.
        return Found(known.answers[same[0]], [])
    answer, likely = rules.choose(
        rated, known.spelling.likeness(asked), lambda place: known.spelling.covers(place, asked)
    )
    return Found(None if answer is None else known.answers[answer], [known.answers[place] for place in likely])


def is_about_same(text: str, title: str) -> bool:
    """Whether a title names a matter of a question, more than how it is asked."""
    dictionary = current_dictionary()
    both = matters_of(text, dictionary) & matters_of(title, dictionary)
    return any(matter[0] not in ASKED + MINOR + LOOSE for matter in both)


@remembered_of(REPLIES, WORDS)
def _replies(locale_id: int) -> tuple[list[Offered], Choice]:
    """Return the newest published replies to what others asked; one query."""
    pages = list(published(locale_id).order_by("-answered_on", "-pk")[:MOST_REPLIES])
    read = partial(matters_of, dictionary=current_dictionary())
    profiles = [Profile.of(read(page.title), [read(page.question)], frozenset()) for page in pages]
    return [Offered(page.title, page.get_url()) for page in pages], Choice(profiles)


def answers_like(locale_id: int, text: str, today: date) -> list[RightsAnswer | Offered]:
    """Return what answers somebody who is about to ask, mostly one or none: answers about rights, then published
    replies, each best first."""
    known, (replies, choice) = _known(locale_id, today), _replies(locale_id)
    asked, length = matters_of(text, current_dictionary()), len(bare(text))
    own, like = known.choice.ratings(asked, length), choice.ratings(asked, length)
    return [*(known.answers[place] for place in rules.alike(own)), *(replies[place] for place in rules.alike(like))]
