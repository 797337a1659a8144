"""How well answers fit a question, by the matters that their wordings and it are about. Pure.

An answer is shown as *the* answer, so it must be exact: who, what and when of the question stand in its wordings. The
rarer a matter is among all answers, the more it decides; what most of its wordings share is what an answer is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import log, prod, sqrt
from typing import NamedTuple

from search.analysis.matters import ASKED, LOOSE, MINOR, beside, shipped_matters, telling

# Shares of a rating: the nearest wording, and what the wordings have in common.
NEAREST = 0.5
# A matter in half of the wordings is what the answer is about; a question without it fits less.
CENTRAL, WITHOUT = 0.5, 0.25
# Factors for matters that only the text names, no wording: another answer may be more to the point.
UNSAID, UNSAID_MINOR = 0.5, 0.8
WEIGHT_ASKED, WEIGHT_CHARACTER, WEIGHT_LOOSE, WEIGHT_UNKNOWN = 0.15, 0.3, 0.7, 1.0
# Where the answer is stated; where its question is named, of matters and spelling together, and how many at most.
LEAST, LEAST_LEAD = 0.5, 0.14
LEAST_LIKELY, MOST_BEHIND, MOST_LIKELY = 0.3, 0.2, 3
HARDLY_WORSE = 0.1
# A matter that more answers are about is none's alone: 试用期 asks nothing.
MOST_SHARING = 3
# Longer ones ask something, whatever little of it is a matter.
LONGEST_NAME = 6

Matters = frozenset[str]


class Profile(NamedTuple):
    """An answer: the matters of its question, of all its wordings (with the share of those that have each), and of its
    text."""

    title: Matters
    wordings: frozenset[Matters]
    shares: dict[str, float]
    text: Matters

    @classmethod
    def of(cls, title: Matters, others: Sequence[Matters], text: Matters) -> Profile:
        wordings = [title, *others]
        number = Counter(matter for wording in wordings for matter in wording)
        shares = {matter: count / len(wordings) for matter, count in number.items()}
        return cls(title, frozenset(wordings), shares, text)


class Choice:
    """All answers to choose from."""

    def __init__(self, profiles: Sequence[Profile]):
        self.profiles = profiles
        self.holders = Counter(matter for answer in profiles for matter in answer.shares)
        self.weight = cache(self._weight)
        self.wordings = [[(one, sqrt(self.worth(one))) for one in answer.wordings if one] for answer in profiles]
        self.said = [answer.shares.keys() | answer.text for answer in profiles]
        self.central = [{matter for matter in one.shares if self._is_central(one, matter)} for one in profiles]

    @staticmethod
    def _is_central(answer: Profile, matter: str) -> bool:
        return answer.shares[matter] >= CENTRAL and matter[0] not in ASKED + LOOSE

    def _weight(self, matter: str) -> float:
        """Return how much a matter tells."""
        if matter.startswith(ASKED):
            return WEIGHT_ASKED
        rarity = log(1 + len(self.profiles) / (self.holders[matter] + 0.5))
        if not matter.startswith(LOOSE):
            return rarity
        if len(matter) == 2:
            return rarity * WEIGHT_CHARACTER
        return rarity * (WEIGHT_LOOSE if self.holders[matter] else WEIGHT_UNKNOWN)

    def worth(self, matters: Iterable[str]) -> float:
        return sum(map(self.weight, matters))

    def ratings(self, asked: Matters, length: int = LONGEST_NAME) -> list[float]:
        """Return how well each answer fits a question of so many characters, from 0 to 1."""
        rated = []
        for at, answer in enumerate(self.profiles):
            meant = self._meant(asked, answer)
            is_silent = self._says_nothing(meant, self.said[at]) or (
                length <= LONGEST_NAME and self._only_names(meant, answer)
            )
            rated.append(0.0 if is_silent else self._rating(meant, at))
        return rated

    @staticmethod
    def _meant(asked: Matters, answer: Profile) -> Matters:
        """Return the matters of a question as an answer takes it: 走人 is to leave or to be dismissed, as it fits."""
        said = asked & answer.shares.keys()
        return said | {matter for matter in asked - said if not said & beside().get(matter, frozenset())}

    def _rating(self, asked: Matters, at: int) -> float:
        shares, whole = self.profiles[at].shares, self.worth(asked) or 1.0
        common = [(asked & wording, root) for wording, root in self.wordings[at]]
        nearest = max((self.worth(both) / root for both, root in common), default=0.0) / sqrt(whole)
        about = sum(self.weight(matter) * min(1.0, shares.get(matter, 0.0) / CENTRAL) for matter in asked) / whole
        worth = {matter: shares[matter] * self.weight(matter) for matter in self.central[at]}
        missing = sum(worth[matter] for matter in worth.keys() - asked) / (sum(worth.values()) or 1.0)
        rated = (NEAREST * nearest + (1 - NEAREST) * about) * (1 - WITHOUT * missing)
        return rated * prod(map(_unsaid, asked - shares.keys()))

    @staticmethod
    def _says_nothing(asked: Matters, said: set[str]) -> bool:
        """Whether a matter of the question is nowhere in what an answer says, or the question has none."""
        unsaid = any(matter[0] not in ASKED + MINOR + LOOSE for matter in asked - said)
        return unsaid or all(matter[0] in ASKED + MINOR for matter in asked)

    def _only_names(self, asked: Matters, answer: Profile) -> bool:
        """Whether the question only names a matter, which asks nothing, unless the answer's own question is no more."""
        if len(asked) > 1 and asked not in shipped_matters().values():
            return False
        named = [matter for matter in asked if matter[0] not in ASKED + MINOR]
        is_shared = all(self.holders[matter] > MOST_SHARING for matter in named)
        said = {matter for matter in answer.title if not matter.startswith(ASKED)}
        return said != asked and (is_shared or asked not in answer.wordings)


class Found(NamedTuple):
    """The places of the answer to a question and of those that may be meant, best first."""

    answer: int | None
    likely: list[int]


def _unsaid(matter: str) -> float:
    return UNSAID_MINOR if matter.startswith(MINOR) else 1.0 if matter[0] in ASKED + LOOSE else UNSAID


def choose(rated: Sequence[float], likeness: Sequence[float], is_covered: Callable[[int], bool]) -> Found:
    """Return what is found by how well each answer fits (0 to 1), and how near it is written; an answer is stated only
    where both agree, it leads, and it has all that the question says."""
    both = [fit + near for fit, near in zip(rated, likeness, strict=True)]
    best_first = sorted(range(len(both)), key=lambda place: -both[place])
    least = max(LEAST_LIKELY, max(both, default=0.0) - MOST_BEHIND)
    likely = [place for place in best_first[:MOST_LIKELY] if both[place] >= least]
    if not likely:
        return Found(None, [])
    best = likely[0]
    second = max((one for place, one in enumerate(rated) if place != best), default=0.0)
    is_sure = rated[best] >= LEAST and rated[best] - second >= LEAST_LEAD and is_covered(best)
    return Found(best, []) if is_sure else Found(None, likely)


def alike(rated: Sequence[float]) -> list[int]:
    """Return the places of the answers that a list may show, best first: the best, and those that are hardly worse."""
    least = max(LEAST, max(rated, default=0.0) - HARDLY_WORSE)
    return sorted((place for place, one in enumerate(rated) if one >= least), key=lambda place: -rated[place])


# --- How near a question is to the wordings as they are written, by characters and pairs of them: a second opinion
# beside the matters. It knows no meanings, and so it errs elsewhere ---

WEIGHT_OF_ONE = 0.3
# So many of the pairs of a question may stand in no wording of the answer to it.
MOST_NEW_PAIRS = 0.6


def _pairs(text: str) -> list[str]:
    return list(map("".join, pairwise(text)))


class Spelling:
    """The bare wordings of all answers to choose from."""

    def __init__(self, wordings: Sequence[Sequence[str]]):
        signs = [Counter(sign for text in texts for sign in {*text, *_pairs(text)}) for texts in wordings]
        self._holders = Counter(sign for one in signs for sign in one)
        self._number = len(wordings)
        # For each sign of an answer its part in a direction of length 1, so that two of them can be compared.
        self._answers = [
            self._direction({sign: sqrt(count / len(texts)) for sign, count in one.items()})
            for one, texts in zip(signs, wordings, strict=True)
        ]

    def _direction(self, shares: dict[str, float]) -> dict[str, float]:
        """The fewer answers have a sign, the more it tells."""
        parts = {
            sign: share
            * (WEIGHT_OF_ONE if len(sign) == 1 else 1.0)
            * log(1 + self._number / (self._holders[sign] + 0.5))
            for sign, share in shares.items()
        }
        length = sqrt(sum(part * part for part in parts.values())) or 1.0
        return {sign: part / length for sign, part in parts.items()}

    def likeness(self, text: str) -> list[float]:
        """Return how near each answer is to a bare question, from 0 to 1."""
        asked = self._direction(dict.fromkeys([*text, *_pairs(text)], 1.0))
        return [_product(asked, answer) for answer in self._answers]

    def covers(self, place: int, text: str) -> bool:
        """Whether an answer's wordings have each character of a bare question that tells anything, and enough pairs."""
        known, pairs = self._answers[place], _pairs(text)
        new = sum(pair not in known for pair in pairs)
        return all(character in known for character in telling(text)) and new <= MOST_NEW_PAIRS * len(pairs)


def _product(asked: dict[str, float], answer: dict[str, float]) -> float:
    return sum(part * answer.get(sign, 0.0) for sign, part in asked.items())
