"""Brings text into the one form in which words are searched for, and maps places in it back; uses no database."""

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
# Categories of invisible characters and of marks drawn over a letter, with which people get past word lists, and
# letters and signs that are drawn as nothing.
_DROPPED = {"Cf", "Mn", "Me", "Cc"}
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# A line break within a paragraph; `\n` stands between paragraphs.
BREAK = "\u2028"
_KEPT = {"\n": "\n", "\t": " ", "\u2029": "\n"}
_BREAKS = re.compile(rf" *[\n{BREAK}]+ *")
_converter = OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text: `text` is searched; `starts[i]` is the place of its character i in the original text."""

    text: str
    starts: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end in the original text of a part of the folded text, which must not be empty."""
        return self.starts[start], self.starts[end - 1] + 1

    def unbroken(self) -> Folded:
        """Return the text without breaks between lines and paragraphs; places still count in the original text."""
        letters, starts, reached = "", [], 0
        for match in _BREAKS.finditer(self.text):
            letters += self.text[reached : match.start()]
            starts += self.starts[reached : match.start()]
            reached = match.end()
        return Folded(letters + self.text[reached:], (*starts, *self.starts[reached:]))


@functools.cache
def _fold_one(character: str) -> str:
    if character in _KEPT:
        return _KEPT[character]
    if unicodedata.category(character) in _DROPPED or character in _BLANK:
        return ""
    # Digits of other scripts, and those in circles.
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(part for part in folded if unicodedata.category(part) not in _DROPPED)


@functools.cache
def _simplify_one(character: str) -> str:
    simple = _converter.convert(character)
    return simple if len(simple) == 1 else character


def simplified(text: str) -> str:
    """Return the text in simplified characters, with its length unchanged."""
    whole = _converter.convert(text)
    return whole if len(whole) == len(text) else "".join(map(_simplify_one, text))


def soften(text: str) -> str:
    """Return plain text with its single line breaks as `BREAK`; empty lines divide paragraphs."""
    return re.sub(r"(?<!\n)\n(?!\n)", BREAK, text.replace("\r\n", "\n"))


def fold(text: str) -> Folded:
    """Fold compatibility forms, case and traditional characters, and drop invisible characters and spaces in 汉字."""
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
    """Return a word of the list in the form in which it is searched for."""
    return fold(word.strip()).text


def fold_words(words: list[str]) -> list[str]:
    """Fold many words, none of which has a line break, in one pass instead of thousands."""
    folded = fold("\n".join(words)).text.split("\n")
    return [text.strip() for text in folded] if len(folded) == len(words) else [fold_word(word) for word in words]
