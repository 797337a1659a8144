"""Text in the one form in which words are looked for, with the way back to where each letter stood. Pure."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from opencc import OpenCC

# Unified ideographs with their extensions, compatibility ideographs, and the round zero.
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
has_han = re.compile(f"[{HAN}]").search

_SPACES_IN_HAN = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
# Invisible, or drawn on top of the letter before: a favourite way past word lists.
_DROPPED = {"Cf", "Mn", "Me"}
_converter = OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` is what is searched; `starts[i]` is where its character i stands in the text that was folded."""

    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same part (not empty) of the text that was folded."""
        return self.starts[start], self.starts[end - 1] + 1


@functools.cache
def _fold_one(character: str) -> str:
    if unicodedata.category(character) in _DROPPED:
        return ""
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(part for part in folded if unicodedata.category(part) not in _DROPPED)


@functools.cache
def _simplify_one(character: str) -> str:
    simple = _converter.convert(character)
    return simple if len(simple) == 1 else character


def simplified(text: str) -> str:
    """The text in simplified characters, as long as before."""
    whole = _converter.convert(text)
    return whole if len(whole) == len(text) else "".join(map(_simplify_one, text))


def fold(text: str) -> Folded:
    """Compatibility forms and case folded, invisible characters and spaces between 汉字 gone, simplified characters."""
    letters: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(text):
        part = _fold_one(character)
        if len(part) == 1:
            letters.append(part)
            starts.append(position)
        elif part:
            letters += part
            starts += [position] * len(part)
    folded = "".join(letters)
    gaps = [match.span() for match in _SPACES_IN_HAN.finditer(folded)]
    for start, end in reversed(gaps):
        del starts[start:end]
    if gaps:
        folded = _SPACES_IN_HAN.sub("", folded)
    return Folded(simplified(folded), tuple(starts))


def fold_word(word: str) -> str:
    """A word of the list as it is looked for."""
    return fold(word.strip()).text


def fold_words(words: list[str]) -> list[str]:
    """Many words at once, none of which has a line break: one pass instead of thousands."""
    folded = fold("\n".join(words)).text.split("\n")
    return [text.strip() for text in folded] if len(folded) == len(words) else [fold_word(word) for word in words]
