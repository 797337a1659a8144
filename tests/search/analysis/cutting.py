"""A cutter that knows the words of a test alone, where rjieba has its whole dictionary."""

from collections.abc import Iterable


class LongestMatch:
    """Cuts off the longest known word at each place; characters of unknown words come out alone."""

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
        """Return the shorter words of two characters or more that make up a word; none unless they cover it."""
        inner = LongestMatch(self._words - {word}).cut(word) if len(word) > 3 else []
        return inner if len(inner) > 1 and all(len(piece) > 1 for piece in inner) else []
