"""Reads a query as people type it into groups of words, from which a backend writes its own expression. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain, pairwise, permutations

from search.analysis.dictionary import Dictionary, is_one_han_run
from search.analysis.normalise import normalise, runs, squeezed
from search.analysis.numbers import Citation, find_quantities, take_citation
from search.analysis.tokens import phrase_of

LONGEST_QUERY = 200
MOST_GROUPS = 16
MOST_TERMS = 80

SYNONYM = 0.7
# Weight of words that are in none of the lists: long questions are full of them, and few are what is asked about.
GENERAL = 0.6
QUANTITY = 0.5
PART = 0.4
# Weight of what the lists say of two words together: nothing in a query is as telling.
TOGETHER = 1.3
# Weight of terms that the lists explain in the same way.
AKIN = 0.5

# A quotation, a word with a minus before it, or any text between spaces.
_SEGMENT = re.compile(r'"(?P<quoted>[^"]+)"|(?<!\S)-(?P<without>[^\s\d"-][^\s"]*)|(?P<plain>[^\s"]+)')
_AND = {"and", "&", "&&", "+", "同时"}
_BOOK_MARKS = str.maketrans(dict.fromkeys("《》〈〉<>", " "))


class TermSource(StrEnum):
    """Where a term comes from."""

    TYPED = "typed"
    SYNONYM = "synonym"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase to look for: `text` is normalised; it is found by `tokens` side by side, the last one as a
    beginning if `is_prefix`. `weight` (0 to 1) says how much a hit counts."""

    text: str
    tokens: tuple[str, ...]
    is_prefix: bool = False
    weight: float = 1.0
    kind: TermSource = TermSource.TYPED

    @classmethod
    def of(cls, text: str, weight: float = 1.0, kind: TermSource = TermSource.TYPED) -> Term:
        phrase = phrase_of(text)
        return cls(text, phrase.tokens, phrase.is_prefix, weight, kind)


@dataclass(frozen=True, slots=True)
class Group:
    """One idea: any of the alternatives (the typed one first) meets it. `weight` is its share in the ranking;
    `is_apart` if the query has the words of the first one, but not side by side."""

    alternatives: tuple[Term, ...]
    is_required: bool = False
    weight: float = 1.0
    is_apart: bool = False

    @property
    def text(self) -> str:
        return self.alternatives[0].text


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as read. `groups` are joined by OR, required ones by AND; pages with a term in `excluded` are not shown.

    `text` is the normalised query, with single spaces, cut at `LONGEST_QUERY`; `typed` is the same part as it was
    written, without invisible characters, to be shown. `titles` are squeezed titles of a page that is meant by name.
    """

    typed: str = ""
    text: str = ""
    groups: tuple[Group, ...] = ()
    excluded: tuple[Term, ...] = ()
    citation: Citation | None = None
    titles: tuple[str, ...] = ()
    is_cut: bool = False

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return the terms of all groups."""
        return tuple(term for group in self.groups for term in group.alternatives)


@dataclass(slots=True)
class _Draft:
    """Collects words in the order they come, before it is known which of them count."""

    dictionary: Dictionary
    corrected: tuple[str, ...]
    groups: list[Group] = field(default_factory=list)
    stop_words: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, word: str, *, weight: float = 1.0, spellings: Iterable[str] = (), has_synonyms: bool = True) -> None:
        """Add one group; `spellings` count as much as the word itself."""
        is_corrected = any(word in part or part in word for part in self.corrected)
        terms = [Term.of(word, 1.0, TermSource.CORRECTED if is_corrected else TermSource.TYPED)]
        terms += [Term.of(spelling, 1.0, TermSource.SYNONYM) for spelling in spellings]
        if has_synonyms:
            terms += [Term.of(synonym, SYNONYM, TermSource.SYNONYM) for synonym in self.dictionary.synonyms(word)]
            # Looking for 年休假 already finds 带薪年休假.
            akin = [one for one in self.dictionary.akin(word) if not any(term.text in one for term in terms)]
            terms += [Term.of(other, AKIN, TermSource.SYNONYM) for other in akin]
        terms = [term for term in {term.text: term for term in reversed(terms)}.values() if term.tokens][::-1]
        if terms:
            self.groups.append(Group(tuple(terms), weight=weight))

    def add_word(self, word: str) -> None:
        self.words.append(word)
        if word in self.dictionary.stop_words:
            self.stop_words.append(word)
            return
        is_general = is_one_han_run(word) and word not in self.dictionary.words
        self.add(word, weight=GENERAL if is_general else 1.0)
        for part in self.dictionary.own_words(word):
            self.words.append(part)
            # The typed word still counts beside its explanation.
            self.add(part, weight=1.0 if part in self.dictionary.words else GENERAL)
        for part in self.dictionary.parts(word):
            self.add(part, weight=PART, has_synonyms=False)

    def add_run(self, run: str) -> None:
        """Add the words of a run of 汉字. Neighbouring single characters that are no words make one word together."""
        loose = ""
        for piece in [*self.dictionary.cut(run), ""]:
            if len(piece) == 1 and piece not in self.dictionary.stop_words:
                loose += piece
                continue
            if loose:
                self._add_loose(loose)
                loose = ""
            if piece:
                self.add_word(piece)

    def _add_loose(self, loose: str) -> None:
        # More than three characters are probably several unknown words: overlapping pairs find them all.
        words = [loose] if len(loose) <= 3 else list(map("".join, pairwise(loose)))
        for word in words:
            self.add(word)

    def add_plain(self, segment: str) -> None:
        if self.dictionary.synonyms(segment):
            self.add_word(segment)
            return
        start = 0
        for quantity in find_quantities(segment):
            self._add_runs(segment[start : quantity.start])
            first, *others = quantity.spellings
            self.add(first, weight=QUANTITY, spellings=others, has_synonyms=False)
            start = quantity.end
        self._add_runs(segment[start:])

    def _add_runs(self, text: str) -> None:
        for run in runs(text):
            if run["han"]:
                self.add_run(run[0])
            else:
                self.add_word(run[0])

    def add_explained_together(self) -> None:
        """Add what the lists say of two words put together, where they stand apart: 破产工资 for 破产了，欠我的工资."""
        sought = {term.text for group in self.groups for term in group.alternatives}
        for one, other in permutations(dict.fromkeys(self.words[:MOST_GROUPS]), 2):
            # No second group for terms that are there already, nor for two orders of the same words.
            targets = [text for text in self.dictionary.synonyms(one + other) if text not in sought]
            if targets and one + other not in sought:
                sought.update(targets)
                terms = [Term.of(one + other), *(Term.of(text, SYNONYM, TermSource.SYNONYM) for text in targets)]
                self.groups.append(Group(tuple(terms), weight=TOGETHER, is_apart=True))

    def add_citation(self, citation: Citation) -> tuple[str, ...]:
        """Add groups for the statute and the article; return the titles that the article's page may have."""
        pieces = self.dictionary.cut(citation.statute) if citation.statute else []
        while len(pieces) > 1 and pieces[0] in self.dictionary.stop_words:
            del pieces[0]
        statute = "".join(pieces)
        if statute:
            self.add_word(statute)
        names = (statute, *self.dictionary.synonyms(statute))
        label, *others = citation.labels
        self.add(label, spellings=others, has_synonyms=False)
        return tuple(f"{name}{label}" for name in names if statute)


def parse(text: str, dictionary: Dictionary, *, corrected: Iterable[str] = ()) -> ParsedQuery:
    """Read any text at all, without ever failing; `corrected` are the words that a correction put in.

    A query without a word gives a false result. Stop words count only where there is nothing else, words of one
    character only where there is no longer one.
    """
    typed = _shown(text)
    is_cut = len(typed) > LONGEST_QUERY
    typed = typed[:LONGEST_QUERY].rstrip()
    # Some characters become several: ㍿ is 株式会社.
    folded = " ".join(normalise(typed).split())[: 2 * LONGEST_QUERY]
    citation, rest = take_citation(folded)
    draft = _Draft(dictionary, tuple(normalise(word) for word in corrected))
    titles = draft.add_citation(citation) if citation else ()
    excluded: list[Term] = []
    is_and_before = False
    for segment, is_and_after in _segments(rest.translate(_BOOK_MARKS)):
        before = len(draft.groups)
        if segment["quoted"]:
            draft.add(" ".join(segment["quoted"].split()), has_synonyms=False)
        elif segment["without"]:
            excluded += (term for term in [Term.of(segment["without"])] if term.tokens)
        else:
            draft.add_plain(segment["plain"])
        if segment["quoted"] or is_and_before or is_and_after:
            words = _without_single(draft.groups[before:])
            draft.groups[before:] = [replace(group, is_required=group.weight >= GENERAL) for group in words]
        is_and_before = is_and_after
    draft.add_explained_together()
    groups = _choose(draft)
    return ParsedQuery(typed, folded, groups, tuple(excluded), citation, (squeezed(typed), *titles), is_cut)


def _shown(text: str) -> str:
    """Return the text to show back: single spaces, nothing invisible, nothing that an answer cannot encode."""
    start = text[: 20 * LONGEST_QUERY]
    return " ".join("".join(c if c.isprintable() else " " if normalise(c) else "" for c in start).split())


def _segments(folded: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Yield the segments in order, each with whether an "and" follows before the next."""
    waiting: re.Match[str] | None = None
    is_and = False
    for segment in _SEGMENT.finditer(folded):
        if segment["plain"] in _AND:
            is_and = True
            continue
        if waiting:
            yield waiting, is_and
        waiting, is_and = segment, False
    if waiting:
        yield waiting, False


def _without_single(groups: list[Group]) -> list[Group]:
    """Leave out words of one character if there are longer words that count as much."""
    if not any(len(group.text) > 1 and group.weight > QUANTITY for group in groups):
        return groups
    return [group for group in groups if len(group.text) > 1 or group.is_required]


def _choose(draft: _Draft) -> tuple[Group, ...]:
    """Return the groups that count, each text once."""
    if not draft.groups:
        for word in dict.fromkeys(draft.stop_words):
            draft.add(word)
    heaviest: dict[str, Group] = {}
    for group in draft.groups:
        known = heaviest.setdefault(group.text, group)
        best = max(known, group, key=lambda group: (group.is_required, group.weight))
        heaviest[group.text] = best
    groups = _without_single(list(heaviest.values()))
    chosen: list[Group] = []
    left = MOST_TERMS
    for group in groups[:MOST_GROUPS]:
        if left < 1:
            break
        kept = group.alternatives[:left]
        left -= len(kept)
        chosen.append(replace(group, alternatives=kept))
    return tuple(chosen)


def loosened(query: ParsedQuery) -> str:
    """Return the query as pairs of 汉字, for when no page has its words; "" if that is the same, or signs were used.

    Single characters occur in every other text, and would only hide that nothing was found.
    """
    if query.excluded or any(group.is_required for group in query.groups):
        return ""
    han = (run[0] for run in runs(query.text) if run["han"])
    text = " ".join(map("".join, chain.from_iterable(map(pairwise, han))))
    return "" if text == query.text else text
