"""The word lists prepared for reading queries: cutting 汉字 into words, stop words, synonyms. Pure."""

import functools
from collections.abc import Callable, Collection, Iterable
from importlib import import_module
from threading import Lock
from typing import Any

from search.analysis import lexicon
from search.analysis.lexicon import Lexicon
from search.analysis.normalise import has_han, normalise, runs, squeezed


class Rjieba:
    """rjieba's dictionary (33 MB, once for each process) with words of our own.

    Words cannot be taken out again. So one instance is shared as long as words are only added; otherwise a new one is
    made.
    """

    _shared: Any = None
    _added: frozenset[str] = frozenset()
    _lock = Lock()

    def __init__(self, words: Iterable[str]):
        # A process that reads no query never loads it.
        rjieba, wanted, cls = import_module("rjieba"), frozenset(words), type(self)
        with cls._lock:
            if cls._shared is None:
                # The module is itself the first instance; a second one would cost as much again.
                cls._shared = rjieba
            elif not cls._added <= wanted:
                cls._shared, cls._added = rjieba.Jieba(), frozenset()
            self._jieba = cls._shared
            for word in sorted(wanted - cls._added, key=lambda word: (len(word), word)):
                self._jieba.add_word(word, None, None)
            cls._added = wanted

    def cut(self, run: str) -> list[str]:
        # Without the model for unknown words: words that it joins by guess are found only as a phrase, or not at all.
        return self._jieba.cut(run, False)

    def parts(self, word: str) -> list[str]:
        """Return the shorter words of two characters or more that a word is made of."""
        if len(word) < 4:
            return []
        return [part for part in dict.fromkeys(self._jieba.cut_for_search(word, False)) if 1 < len(part) < len(word)]


MOST_SYNONYMS = 10
MOST_AKIN = 6


class Dictionary:
    """The lists ready for reading queries; made once for each version (some 10 ms; the first loads rjieba).

    `names` are further words for the cutter: titles of statutes, names of departments; any text, however written.
    """

    def __init__(
        self,
        words: Lexicon,
        names: Iterable[str] = (),
        make_cutter: Callable[[Iterable[str]], Any] = Rjieba,
    ):
        self.stop_words = words.stop_words
        self._synonyms: dict[str, tuple[str, ...]] = {}
        for entry in words.synonyms:
            for term in entry.terms:
                others = entry.targets or tuple(other for other in entry.terms if other != term)
                self._synonyms[term] = tuple(dict.fromkeys((*self._synonyms.get(term, ()), *others)))
        self.services: dict[str, tuple[str, ...]] = {}
        for entry in words.services:
            for term in map(squeezed, entry.terms):
                self.services[term] = (*self.services.get(term, ()), *entry.targets)
        # Terms proper are words that texts use. The left side of an arrow in the lists is how people talk.
        named = {name_as_word(name) for name in names} - {""}
        targets = [target for entry in words.synonyms for target in entry.targets]
        self.terms = frozenset(filter(is_one_han_run, {*words.words, *named, *targets}))
        # Terms first: of words that sound alike, texts more likely contain terms.
        ordered = (*words.words, *sorted(named), *targets, *self._synonyms)
        self.ordered_words = tuple(filter(is_one_han_run, dict.fromkeys(ordered)))
        self.words = frozenset(self.ordered_words)
        self._akin = _akin(words, self.terms)
        self._longest = max(map(len, self._synonyms), default=0)
        # How the words with synonyms begin: at most other places nothing needs to be joined.
        self._begun = frozenset(word[:2] for word in self._synonyms)
        self._cutter = make_cutter(self.words | {word for word in self.stop_words if is_one_han_run(word)})

    def cut(self, run: str) -> list[str]:
        """Return the words of a run of 汉字 in order, leaving nothing out; words with synonyms are joined again."""
        pieces = self._cutter.cut(run)
        joined: list[str] = []
        start = 0
        while start < len(pieces):
            end = next((end for end in self._ends(pieces, start) if "".join(pieces[start:end]) in self._synonyms), 0)
            end = end or start + 1
            joined.append("".join(pieces[start:end]))
            start = end
        return joined

    def _ends(self, pieces: list[str], start: int) -> Iterable[int]:
        if "".join(pieces[start : start + 2])[:2] not in self._begun:
            return ()
        return range(min(len(pieces), start + self._longest), start + 1, -1)

    def parts(self, word: str) -> list[str]:
        """Return the shorter words in one of four characters or more; none in a term proper, and no stop words."""
        return [] if word in self.terms else [part for part in self._cutter.parts(word) if part not in self.stop_words]

    def own_words(self, word: str) -> list[str]:
        """Return the words of a phrase that the lists explain, from left to right: 加班费 of 加班费怎么算.

        None for a term proper, which is one word; stop words are left out.
        """
        inner = [] if word in self.terms else self._cutter.parts(word)
        found: list[str] = []
        start = 0
        while start < len(word):
            here = [part for part in inner if word.startswith(part, start)]
            best = max(here, key=len, default=word[start])
            start += len(best)
            if len(best) > 1 and best not in self.stop_words:
                found.append(best)
        return found

    def akin(self, word: str) -> tuple[str, ...]:
        """Return terms proper that the lists explain in the same way: 加班工资 for 加班费."""
        return self._akin.get(word, ())[:MOST_AKIN]

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Return what else finds the word, nearest first; at most `MOST_SYNONYMS`."""
        return self._synonyms.get(word, ())[:MOST_SYNONYMS]


def _akin(words: Lexicon, terms: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for each word left of an arrow the other words there that are terms: texts use them for the same thing."""
    akin: dict[str, tuple[str, ...]] = {}
    for entry in words.synonyms:
        known = [term for term in entry.terms if term in terms] if entry.targets else []
        for term in entry.terms if known else ():
            akin[term] = tuple(dict.fromkeys((*akin.get(term, ()), *(other for other in known if other != term))))
    return akin


def is_one_han_run(word: str) -> bool:
    """Whether a normalised word is two or more 汉字 and nothing else."""
    return len(word) > 1 and all(map(has_han, word))


def name_as_word(name: str) -> str:
    """Return a title as a word for the cutter: 《中华人民共和国劳动法》 becomes 劳动法; "" if it is no single word."""
    found = [run[0] for run in runs(normalise(name))]
    return found[0].removeprefix("中华人民共和国") if len(found) == 1 and len(found[0]) <= lexicon.LONGEST_WORD else ""


@functools.cache
def shipped_dictionary() -> Dictionary:
    """Return the dictionary of the shipped lists alone."""
    return Dictionary(lexicon.shipped())
