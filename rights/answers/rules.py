"""What holds for an answer on a day, what is wrong with its wordings, and how well a text answers a search. Pure."""

from __future__ import annotations

import re
from datetime import date

from unionsite.core.likeness import is_about, pairs

_SENTENCE = re.compile(r".*?(?:[。！？]|[.!?](?=\s|$))", re.DOTALL)
_LOOSE = re.compile(r"[\W_]+")
# A card says that this is the answer, so it asks more than a list of similar ones does: of the search's pairs, of the
# likeness, and of the lead before the next best, without which the search names a matter and no question.
LEAST_SHARE, LEAST_LIKENESS, LEAST_LEAD = 0.6, 0.6, 0.05
# A list has the best answer and those that are hardly worse.
MOST_BEHIND = 0.1
# A short search without pairs enough is about a text that holds all of it and is at most twice as long: 产假多少天.
FEWEST_HELD = 4


def has_begun(valid_from: date | None, today: date) -> bool:
    return valid_from is None or valid_from <= today


def is_over(valid_until: date | None, today: date) -> bool:
    """Whether an answer is past its last day, which is a whole one."""
    return valid_until is not None and valid_until < today


def is_valid(valid_from: date | None, valid_until: date | None, today: date) -> bool:
    return has_begun(valid_from, today) and not is_over(valid_until, today)


def lines(text: str) -> list[str]:
    """Return the lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text.strip())
    return found[0] if found else text.strip()


def bare(wording: str) -> str:
    """Return a wording without signs and blanks; two with the same result are the same."""
    return _LOOSE.sub("", wording).casefold()


def repeated(wordings: list[str], question: str) -> str:
    """Return the first wording that says again, word for word, the question or one before it; "" if none does."""
    seen = {bare(question)}
    for wording in wordings:
        if bare(wording) in seen:
            return wording
        seen.add(bare(wording))
    return ""


def too_long(wordings: list[str], most: int) -> str:
    """Return the first wording with more characters than `most`; "" if there is none."""
    return next((wording for wording in wordings if len(wording) > most), "")


def likeness(query: str, texts: list[str]) -> float:
    """Return how well what is looked for matches the best of the texts, from 0 for not to 1 for word for word.

    Both sides count: 年假 alone is no question about 年假没休完, and a text with a word of a long question no answer.
    """
    wanted = pairs(query)
    return max((_likeness(bare(query), wanted, text) for text in texts), default=0.0)


def _likeness(query: str, wanted: list[str], text: str) -> float:
    if query == bare(text):
        return 1.0
    if query in bare(text) and max(FEWEST_HELD, len(bare(text)) / 2) <= len(query):
        return (1 + len(query) / len(bare(text))) / 2
    if not wanted:
        return 0.0
    lower = text.lower()
    found = [pair in lower for pair in wanted]
    share = sum(found) / len(found)
    if share < LEAST_SHARE or not is_about(found):
        return 0.0
    own = pairs(text)
    return (share + sum(pair in wanted for pair in own) / len(own)) / 2 if own else 0.0


def is_answered(ratings: list[float]) -> bool:
    """Whether the best of some answers, by the likeness of each to a search, is truly what is looked for."""
    best, second = [*sorted(ratings, reverse=True), 0.0, 0.0][:2]
    return best >= LEAST_LIKENESS and best - second > LEAST_LEAD


def alike(ratings: list[float]) -> list[int]:
    """Return the places of the answers that a list may show, by the likeness of each to a question; best first."""
    least = max(LEAST_LIKENESS, max(ratings, default=0.0) - MOST_BEHIND)
    places = [place for place, rating in enumerate(ratings) if rating >= least]
    return sorted(places, key=lambda place: -ratings[place])
