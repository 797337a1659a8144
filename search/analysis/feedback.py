"""Words that the best hits share and the query lacks: they tell which of the other hits are about the same. Pure.

Pseudo-relevance feedback, after V. Lavrenko, W. B. Croft: Relevance-Based Language Models, SIGIR 2001. It changes the
order of what was found and finds nothing more, so that no result stands there without a word of the query.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import runs
from search.analysis.query import Group, Kind, ParsedQuery, Term
from search.analysis.ranking import Candidate, Frequencies, rarity

LOOKED_AT = 6
READ_OF_BODY = 1500
MOST_WORDS = 10
# What all these words together count, as a share of the query's own groups.
SHARE = 0.2


def shared_groups(
    query: ParsedQuery, best: Sequence[tuple[Candidate, float]], dictionary: Dictionary, frequencies: Frequencies
) -> tuple[Group, ...]:
    """Groups by which all candidates may be ranked once more; none where fewer than two hits share a word.

    `best` are the first hits with their scores, above 0; `frequencies` as of a matcher.
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
    groups = {word: Group((Term.of(word, kind=Kind.SYNONYM),)) for word in shared}
    counted, pages = frequencies(group.alternatives[0] for group in groups.values())
    weights = {word: worth[word] * rarity(group, counted, pages) for word, group in groups.items()}
    chosen = sorted(weights, key=lambda word: (-weights[word], word))[:MOST_WORDS]
    scale = SHARE * sum(group.weight for group in query.groups) / (sum(map(weights.__getitem__, chosen)) or 1.0)
    return tuple(replace(groups[word], weight=scale * weights[word]) for word in chosen)


def _words(text: str, dictionary: Dictionary) -> Iterable[str]:
    for run in runs(text):
        if run["han"]:
            yield from (word for word in dictionary.cut(run[0]) if len(word) > 1 and not dictionary.is_stop_word(word))
