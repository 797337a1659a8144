"""How near a question is to the wordings of answers as they are written, by characters and pairs of them. Pure.

A second opinion beside the matters: it knows no meanings, and so it errs elsewhere.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log, sqrt

from search.analysis.matters import telling

WEIGHT_CHARACTER = 0.3
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
            * (WEIGHT_CHARACTER if len(sign) == 1 else 1.0)
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
