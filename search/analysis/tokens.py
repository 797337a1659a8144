"""Turns text into the index's tokens, and words into the tokens they are found by: one function for both sides. Pure.

Tokens consist of lower-case letters and digits alone, at most `LONGEST_TOKEN` of them, so that no tokenizer splits or
changes them: neither `unicode61` of FTS5 nor PostgreSQL's default parser under the `simple` configuration, with
LC_CTYPE C or UTF-8 (`to_tsvector('simple', index_text(…))` keeps each whole and at its place). Signs inside a token are
therefore written as 汉字, which no other token mixes with Latin letters: c++ is c加加, n+1 is n加1, 21.75 is 21点75.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock

import snowballstemmer

from search.analysis.normalise import normalise, runs

LONGEST_TOKEN = 64

_ENCODED = str.maketrans({"+": "加", "#": "井", ".": "点"})
_ENGLISH = re.compile(r"[a-z]{3,}")
_POSSESSIVE = re.compile(r"'s\b|'")
# Where a Latin run is split into tokens: wi-fi, r&d, a.b; not 21.75.
_PARTS = re.compile(r"[&-]|(?<!\d)\.|\.(?!\d)")

_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = Lock()


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return the stem of an English word in lower case (Porter2); other words and short ones stay as they are."""
    if not _ENGLISH.fullmatch(word):
        return word
    with _one_at_a_time:
        return _stemmer.stemWord(word) or word


def _latin_tokens(run: str, is_stemmed: bool) -> Iterator[str]:
    plain = _POSSESSIVE.sub("", run)
    if plain[:1].isdigit():
        plain = plain.replace(",", "")
    for part in _PARTS.split(plain):
        if part:
            token = part.translate(_ENCODED)[:LONGEST_TOKEN]
            yield stem(token) if is_stemmed else token


def folded_tokens(folded: str, *, is_stemmed: bool = True) -> list[str]:
    """Return the `index_tokens` of a text that is normalised already."""
    tokens: list[str] = []
    for run in runs(folded):
        text = run[0]
        if run["han"] is None:
            tokens += _latin_tokens(text, is_stemmed)
        else:
            tokens += map("".join, pairwise(text))
            tokens.append(text[-1])
    return tokens


def index_tokens(text: str, *, is_stemmed: bool = True) -> list[str]:
    """Return each run of 汉字 as overlapping pairs and its last character, and each Latin word or number or its stem.

    劳动法 becomes 劳动, 动法, 法. Without stems for autocompletion, where words are typed in part.
    """
    return folded_tokens(normalise(text), is_stemmed=is_stemmed)


def index_text(text: str, *, is_stemmed: bool = True) -> str:
    """Return the tokens with spaces between them, for an FTS5 column or `to_tsvector('simple', …)`."""
    return " ".join(index_tokens(text, is_stemmed=is_stemmed))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand side by side in the index where the word stands in the text; the last may be only a beginning.

    The last character of a run ends its tokens. So a single character is the beginning of every pair it opens, or that
    last token itself: 税 finds 税款, 个税 and 税.
    """

    tokens: tuple[str, ...] = ()
    is_prefix: bool = False

    def __bool__(self) -> bool:
        return bool(self.tokens)


def phrase_of(text: str, *, is_stemmed: bool = True) -> Phrase:
    """Return the phrase that finds any text with exactly these words in this order; false when there is no word."""
    tokens: list[str] = []
    ends_in_pair = ends_in_han = False
    for run in runs(normalise(text)):
        tokens += folded_tokens(run[0], is_stemmed=is_stemmed)
        ends_in_han = run["han"] is not None
        ends_in_pair = ends_in_han and len(run[0]) > 1
    if ends_in_pair:
        # The index has the last character alone only where a run ends, but here the run may go on.
        tokens.pop()
    return Phrase(tuple(tokens), ends_in_han and not ends_in_pair)
