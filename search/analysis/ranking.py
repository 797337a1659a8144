"""Puts in order, by BM25F over title, summary and body, the few hundred candidates that a database found. Pure.

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.6. A group counts as one word: hits of
its alternatives are added up by weight and rarity, and it is as rare as its most frequent alternative.

A second pass uses words that the best hits share and the query lacks (pseudo-relevance feedback, after V. Lavrenko, W.
B. Croft: Relevance-Based Language Models, SIGIR 2001), one article of each statute: its articles share words that say
nothing of the query. These words change the order of what was found and find nothing more, so that every result has a
word of the query.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from math import log

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import RUN, has_han, runs
from search.analysis.query import GENERAL, Group, ParsedQuery, Term, TermSource
from search.analysis.tokens import folded_tokens

LONGEST_BODY = 20_000
FIELDS = ("title", "summary", "body")
WEIGHTS = {"title": 4.0, "summary": 2.0, "body": 1.0}
# How much a field's length counts, by field; titles are always short.
LENGTH_SHARE = {"title": 0.2, "summary": 0.5, "body": 0.5}
SATURATION = 2.0
# Shares of the score for meeting all groups, and for words that are neighbours in the query and in the page.
COVERAGE = 0.4
NEIGHBOURS = 0.1
# A page that is asked for by its title comes first.
TITLE_BONUS = 2.0


@dataclass(slots=True)
class Candidate:
    """A page by its key, with normalised fields (`normalise`); of the body only `LONGEST_BODY` characters count.

    What every query needs of it is made once: `text`, all fields in lines, and `name`, the title without signs.
    """

    key: int | str
    title: str
    body: str = ""
    summary: str = ""
    text: str = field(init=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        # No normalised text has a line's end.
        self.text = "\n".join((self.title, self.summary, self.body[:LONGEST_BODY]))
        self.name = "".join(run[0] for run in RUN.finditer(self.title)).removeprefix("中华人民共和国")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the whole index: pages, mean length of each of `FIELDS` in characters, pages with each term's text.

    A missing frequency counts as 1. For a bigram index the lowest frequency of a term's tokens is good enough.
    """

    pages: int
    lengths: Mapping[str, float]
    frequencies: Mapping[str, int]


CountIn = Callable[[str], int]
# Returns how many pages have each of some terms, by its text, and how many pages there are.
Frequencies = Callable[[Iterable[Term]], tuple[Mapping[str, int], int]]


def rarity(group: Group, frequencies: Mapping[str, int], pages: int) -> float:
    """Return how telling a group is, above 0: it is as rare as its most frequent alternative."""
    frequency = max(frequencies.get(term.text, 1) for term in group.alternatives)
    return log(1 + (max(pages, frequency) - frequency + 0.5) / (frequency + 0.5))


def counter_of(term: Term) -> CountIn:
    """Return a function that counts a term in a normalised text: 汉字 anywhere, Latin words by their stems."""
    text = term.text
    if len(text) > 0 and all(map(has_han, text)):
        return lambda field: field.count(text)
    wanted = list(term.tokens)
    first = min(wanted, key=lambda token: (has_han(token) is not None, -len(token)))
    probe = re.match(r"[0-9a-z]*", first)
    start = probe[0] if probe else ""

    def count(field: str) -> int:
        # Stemming is slow: skip texts without the beginning of the rarest token.
        if start[:3] not in field:
            return 0
        tokens = folded_tokens(field)
        size, last = len(wanted), wanted[-1]
        return sum(
            tokens[at : at + size - 1] == wanted[:-1]
            and (tokens[at + size - 1].startswith(last) if term.is_prefix else tokens[at + size - 1] == last)
            for at in range(len(tokens) - size + 1)
        )

    return count


@dataclass(frozen=True, slots=True)
class _Scorer:
    weight: float
    rarity: float
    # By weight; the word is what a text must have in it, "" where only counting tells.
    counters: tuple[tuple[float, str, CountIn], ...]

    @classmethod
    def of(cls, group: Group, statistics: Statistics) -> _Scorer:
        rare = rarity(group, statistics.frequencies, statistics.pages)

        def counter(term: Term) -> tuple[float, str, CountIn]:
            # A wording of statutes that is rarer than the others of its group says more.
            weight = term.weight * rarity(Group((term,)), statistics.frequencies, statistics.pages) / rare
            return weight, term.text if all(map(has_han, term.text)) else "", counter_of(term)

        return cls(group.weight, rare, tuple(map(counter, group.alternatives)))


def _shares(candidate: Candidate, lengths: Mapping[str, float]) -> list[tuple[str, float]]:
    fields = []
    for name, text in zip(FIELDS, candidate.text.split("\n"), strict=True):
        part = LENGTH_SHARE[name]
        usual = lengths.get(name) or len(text) or 1
        fields.append((text, WEIGHTS[name] / (1 - part + part * len(text) / usual)))
    return fields


def _score(candidate: Candidate, scorers: Sequence[_Scorer], lengths: Mapping[str, float]) -> tuple[float, float]:
    """Return the score by BM25F, and the weight of the groups that are met."""
    score, met, whole = 0.0, 0.0, candidate.text
    # Most words are in few pages: one look at the whole text instead of one at each field.
    there = [(scorer, some) for scorer in scorers if (some := [one for one in scorer.counters if one[1] in whole])]
    fields = _shares(candidate, lengths) if there else []
    for scorer, counters in there:
        if hits := sum(weight * share * count(text) for weight, _word, count in counters for text, share in fields):
            score += scorer.weight * scorer.rarity * hits * (SATURATION + 1) / (hits + SATURATION)
            met += scorer.weight
    return score, met


def _pairs(groups: Sequence[Group]) -> list[str]:
    """Return words that follow each other in the query, put together."""
    texts = [group.text for group in groups if group.weight >= GENERAL]
    return [one + other for one, other in pairwise(texts) if has_han(one) and has_han(other)]


def rank(query: ParsedQuery, candidates: Iterable[Candidate], statistics: Statistics) -> dict:
    """Return the score of each candidate by its key, from 0 on; higher is better, and one that meets no group has 0."""
    scorers = [_Scorer.of(group, statistics) for group in query.groups]
    whole = sum(scorer.weight for scorer in scorers) or 1.0
    pairs = _pairs(query.groups)
    titles = {title.removeprefix("中华人民共和国") for title in query.titles if title}
    scores = {}
    for candidate in candidates:
        score, met = _score(candidate, scorers, statistics.lengths)
        if score:
            score *= 1 - COVERAGE + COVERAGE * met / whole
            near = sum(pair in candidate.text for pair in pairs)
            score *= 1 + NEIGHBOURS * near / max(len(pairs), 1)
            if candidate.name in titles:
                score *= TITLE_BONUS
        scores[candidate.key] = score
    return scores


# --- Words that the best hits share ---

LOOKED_AT = 10
READ_OF_BODY = 1500
MOST_WORDS = 10
# The weight of all these words together, as a share of the query's own groups.
SHARE = 0.2


def best_of_each(candidates: Iterable[Candidate], scores: Mapping[int | str, float]) -> list[tuple[Candidate, float]]:
    """Return the first hits with their scores, of each statute its best article alone."""
    best: dict[int | str, tuple[Candidate, float]] = {}
    for candidate in sorted(candidates, key=lambda candidate: -scores[candidate.key]):
        statute, mark, _article = candidate.title.partition("》")
        if scores[candidate.key] and len(best) < LOOKED_AT:
            best.setdefault(statute if mark else candidate.key, (candidate, scores[candidate.key]))
    return list(best.values())


def shared_groups(
    query: ParsedQuery, best: Sequence[tuple[Candidate, float]], dictionary: Dictionary, frequencies: Frequencies
) -> tuple[Group, ...]:
    """Return groups by which all candidates can be ranked once more; none where no two hits share a word.

    `best` are the first hits with their scores, above 0; `frequencies` is the same as a matcher's.
    """
    typed = {term.text for term in query.terms}
    whole = sum(score for _candidate, score in best)
    worth: defaultdict[str, float] = defaultdict(float)
    holders: Counter[str] = Counter()
    for candidate, score in best:
        for word, number in Counter(_words(candidate.body[:READ_OF_BODY], dictionary)).items():
            worth[word] += score / whole * number / (number + 1)
            holders[word] += 1
    shared = [word for word in worth if holders[word] > 1 and not any(word in text or text in word for text in typed)]
    groups = {word: Group((Term.of(word, kind=TermSource.SYNONYM),)) for word in shared}
    counted, pages = frequencies(group.alternatives[0] for group in groups.values())
    weights = {word: worth[word] * rarity(group, counted, pages) for word, group in groups.items()}
    chosen = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    scale = SHARE * sum(group.weight for group in query.groups) / (sum(map(weights.__getitem__, chosen)) or 1.0)
    return tuple(replace(groups[word], weight=scale * weights[word]) for word in chosen)


@lru_cache(maxsize=512)
def _words(text: str, dictionary: Dictionary) -> tuple[str, ...]:
    """Return the words of a normalised text that tell something; kept for the texts found most, some KB each."""
    cut = (dictionary.cut(run[0]) for run in runs(text) if run["han"])
    return tuple(word for words in cut for word in words if len(word) > 1 and word not in dictionary.stop_words)
