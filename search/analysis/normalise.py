"""Brings text into the one form in which words are indexed and looked for, and maps back to the original. Pure."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from opencc import OpenCC

# Unified ideographs with extensions A to G, and compatibility ideographs that NFKC leaves unchanged.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U0003134f"
has_han = re.compile(f"[{HAN}]").search

# A run is a sequence of 汉字, or one Latin word or number with its inner signs: wi-fi, 21.75, 3,000, n+1, c++, c#.
_LETTER = rf"[^\W_{HAN}]"
RUN = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|\d{{1,3}}(?:,\d{{3}})+(?!{_LETTER})(?:\.\d+)?"
    rf"|{_LETTER}+(?:['.&+-]{_LETTER}+)*(?:\+\+?|\#)?"
)

_DOUBLE_QUOTES = "“”„‟«»「」『』〝〞＂"
_SINGLE_QUOTES = "‘’‚‛`´′＇"
_DASHES = "‐‑‒–—―−－"
# Variants of one character that OpenCC keeps apart or learned late: folded both when indexing and when searching.
_SAME = {"〇": "零", "覆": "复", "瞭": "了", "藉": "借", "衞": "卫", "枱": "台"}
_TO_BLANK = {"Cc", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
# Invisible, or drawn on top of the letter before.
_DROPPED = {"Cf", "Mn", "Me"}
# Letters that both tokenizers treat as letters on every platform: Latin, Greek, Cyrillic, kana, Hangul, 汉字.
_LETTERS = re.compile(
    f"[0-9a-z\u00df-\u024f\u1e00-\u1eff\u0370-\u03ff\u0400-\u052f\u3041-\u3096\u30a1-\u30fa\u30fc\uac00-\ud7a3{HAN}]"
)

_converter = OpenCC("t2s")


def _fold(character: str) -> str:
    if character in _DOUBLE_QUOTES:
        return '"'
    if character in _SINGLE_QUOTES:
        return "'"
    if character in _DASHES:
        return "-"
    category = unicodedata.category(character)
    if category in _TO_BLANK:
        return " "
    if category in _DROPPED:
        return ""
    # Remove accents, as FTS5 does too; kana and Hangul are composed of parts that must stay together.
    folded = unicodedata.normalize("NFKD" if character < "\u2e80" else "NFKC", character).casefold()
    folded = "".join(part for part in folded if unicodedata.category(part) not in _DROPPED)
    return "".join(map(_simplify, folded))


def _simplify(character: str) -> str:
    if has_han(character):
        simple = _SAME.get(character) or _converter.convert(character)
        simple = _SAME.get(simple, simple)
        return simple if len(simple) == 1 and has_han(simple) else character
    if character in _SAME:
        return _SAME[character]
    if character.isspace() or (character.isalnum() and not _LETTERS.match(character)):
        return " "
    return character


class _Folding(dict[int, str]):
    """For `str.translate`: each code point's folded form, computed when first needed; kept only for the first plane."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        if code <= 0xFFFF:
            self[code] = folded
        return folded


class _Lengths(dict[int, str]):
    """For `str.translate`: the length of each code point's folded form, as the character with that number."""

    def __missing__(self, code: int) -> str:
        length = chr(len(_FOLDED[code]))
        if code <= 0xFFFF:
            self[code] = length
        return length


_FOLDED = _Folding()
_LENGTHS = _Lengths()


# What Chinese and English texts consist of: ranges of code points.
_COMMON = ((0x20, 0x250), (0x2000, 0x2070), (0x3000, 0x3100), (0x4E00, 0xA000), (0xFF00, 0xFFF0))


@cache
def fold_common() -> re.Pattern[str]:
    """Fold the common characters, for a process that will have children before it has them. Return what finds all
    others, and those of them that change."""
    # The length of each makes the entry of `_FOLDED` too.
    common = [chr(code) for start, stop in _COMMON for code in range(start, stop) if _LENGTHS[code]]
    return re.compile(f"[^{re.escape(''.join(sign for sign in common if _FOLDED[ord(sign)] == sign))}]")


# Shorter texts are folded character by character; of longer ones only the few that change, the commonest first.
_SHORT = 40
_SIGNS = ("，,", "：:", "；;", "（(", "）)")


def normalise(text: str) -> str:
    """Return text in NFKC, lower case, simplified 汉字, with plain spaces and quotes and without accents.

    Each character is folded by itself: index and query cannot disagree on part of a text. Never fails (NUL,
    surrogates).
    """
    if len(text) < _SHORT:
        return text.translate(_FOLDED)
    for sign, folded in _SIGNS:
        text = text.replace(sign, folded)
    return fold_common().sub(lambda found: _FOLDED[ord(found[0])], text)


def squeezed(text: str) -> str:
    """Return the folded runs of a text joined together; two titles with the same result are the same."""
    return "".join(run[0] for run in RUN.finditer(normalise(text)))


@dataclass(frozen=True, slots=True)
class Mapped:
    """`text` is the folded form of `original`; `ends[i]` is where in it character i of the original ends.

    `ends` is empty where both have the same positions, as in nearly all texts.
    """

    original: str
    text: str
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original that `text[start:end]` comes from; 0 <= start < end <= len(text)."""
        if not self.ends:
            return start, end
        return bisect_right(self.ends, start), bisect_right(self.ends, end - 1) + 1


def normalise_with_map(text: str) -> Mapped:
    """Return the folded text with the map back to the original."""
    folded = normalise(text)
    lengths = text.translate(_LENGTHS)
    if lengths.count("\x01") == len(text):
        return Mapped(text, folded)
    return Mapped(text, folded, tuple(accumulate(map(ord, lengths))))


def runs(folded: str) -> Iterator[re.Match[str]]:
    """Return the runs of a folded text in order; group `han` is set for 汉字."""
    return RUN.finditer(folded)
