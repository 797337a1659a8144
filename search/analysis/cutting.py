"""Cuts rows of 汉字 into words: with rjieba where it can be imported, else by longest match in the lists. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from threading import Lock
from typing import Any

try:
    _rjieba: Any = import_module("rjieba")
except ImportError:  # pragma: no cover  (a platform without a wheel)
    _rjieba = None


class LongestMatch:
    """Takes the longest known word from each place on; characters of unknown words come out alone."""

    def __init__(self, words: Iterable[str]):
        self._words = frozenset(words)
        self._longest = max(map(len, self._words), default=1)

    def cut(self, run: str) -> list[str]:
        pieces: list[str] = []
        start = 0
        while start < len(run):
            ends = range(min(start + self._longest, len(run)), start + 1, -1)
            end = next((end for end in ends if run[start:end] in self._words), start + 1)
            pieces.append(run[start:end])
            start = end
        return pieces

    def parts(self, word: str) -> list[str]:
        """The shorter words, of two characters or more, that a word is made of; none unless they cover it."""
        inner = LongestMatch(self._words - {word}).cut(word) if len(word) > 3 else []
        return inner if len(inner) > 1 and all(len(piece) > 1 for piece in inner) else []


class Rjieba:
    """rjieba's dictionary (33 MB, once for each process) with words of our own.

    Its words cannot be taken out again, so that an instance is shared as long as words are only added; after that
    there is a new one.
    """

    _shared: Any = None
    _added: frozenset[str] = frozenset()
    _lock = Lock()

    def __init__(self, words: Iterable[str]):
        wanted = frozenset(words)
        cls = type(self)
        with cls._lock:
            if cls._shared is None:
                # The module is itself the first instance; a second one would cost as much again.
                cls._shared = _rjieba
            elif not cls._added <= wanted:
                cls._shared, cls._added = _rjieba.Jieba(), frozenset()
            self._jieba = cls._shared
            for word in sorted(wanted - cls._added, key=lambda word: (len(word), word)):
                self._jieba.add_word(word, None, None)
            cls._added = wanted

    def cut(self, run: str) -> list[str]:
        # Without the model for unknown words: what it joins by guess is found as a phrase only, or not at all.
        return self._jieba.cut(run, False)

    def parts(self, word: str) -> list[str]:
        """The shorter words, of two characters or more, that a word is made of."""
        if len(word) < 4:
            return []
        return [part for part in dict.fromkeys(self._jieba.cut_for_search(word, False)) if 1 < len(part) < len(word)]


Cutter = LongestMatch | Rjieba


def cutter_for(words: Iterable[str]) -> Cutter:
    """The best cutter there is, knowing these words (汉字 only, normalised)."""
    return Rjieba(words) if _rjieba is not None else LongestMatch(words)
