"""What people type, cut into words, and what is shown of a text that holds them; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.choices import LONGEST_QUERY, MOST_WORDS

# A snippet has so many characters, twice as many where the text is in Latin letters, and so many before the first hit.
SNIPPET = 90
BEFORE_HIT = 30
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_WIDE_MARKS = {code: wide for code, wide in _WIDE.items() if not chr(code).isalnum()}
_QUOTED = re.compile(r"[“‘「『《\"']([^“”‘’「」『』《》\"']+)[”’」』》\"']")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PAUSE = re.compile(r"[。！？；：，、…\s]+")


@dataclass(frozen=True)
class SearchQuery:
    """`text` is what is searched, with single spaces; `words` must all be found, each in any one of its spellings."""

    text: str = ""
    words: tuple[tuple[str, ...], ...] = ()
    is_cut: bool = False

    def __bool__(self):
        return bool(self.words)


def read_query(typed: str) -> SearchQuery:
    """At most 100 characters and 10 words, split at white space (U+3000 too); invisible characters are dropped."""
    text = unicodedata.normalize("NFC", typed)
    text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if unicodedata.category(c) != "Cf")
    whole = " ".join(text.split())
    pieces = whole[:LONGEST_QUERY].split()[:MOST_WORDS]
    words = dict.fromkeys(spellings(piece) for piece in pieces)
    kept = " ".join(pieces)
    return SearchQuery(kept, tuple(filter(None, words)), kept != whole)


def spellings(word: str) -> tuple[str, ...]:
    """The word in NFKC, then as Chinese texts write it: full-width marks, all full-width, and as typed; each once.

    NFKC turns ， into a comma and （ into a bracket, which stored texts do not; a word in quotes loses them.
    """
    if quoted := _QUOTED.fullmatch(word):
        word = quoted[1]
    narrow = unicodedata.normalize("NFKC", word).strip()
    return tuple(filter(None, dict.fromkeys((narrow, narrow.translate(_WIDE_MARKS), narrow.translate(_WIDE), word))))


def pattern_of(words: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    """Matches any word in any spelling, the longest first, whatever the case."""
    every = sorted({spelling for word in words for spelling in word}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, every)), re.IGNORECASE)


def highlight(text: str, pattern: re.Pattern[str]) -> SafeString:
    """The text as HTML, every hit in `<mark>`; all of it is escaped."""
    parts: list[str] = []
    end = 0
    for hit in pattern.finditer(text):
        parts += [escape(text[end : hit.start()]), format_html("<mark>{}</mark>", hit[0])]
        end = hit.end()
    parts.append(escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)


def make_snippet(texts: Iterable[str], pattern: re.Pattern[str]) -> SafeString:
    """Some 90 characters around the first hit, from the first text with one; else the beginning of the first text."""
    squeezed = [" ".join(text.split()) for text in texts if text]
    text = next((text for text in squeezed if pattern.search(text)), squeezed[0] if squeezed else "")
    length = SNIPPET if _HAN.search(text) else 2 * SNIPPET
    hit = pattern.search(text)
    first, last = hit.span() if hit else (0, 0)
    start = max(min(first - BEFORE_HIT, len(text) - length), 0)
    if start and (pause := _PAUSE.search(text, start, first)):
        start = pause.end()
    end = max(start + length, last)
    if end < len(text) and text[end - 1 : end + 1].isascii() and (space := text.rfind(" ", last, end)) > end - 20:
        # Latin words stay whole.
        end = space
    shown = highlight(text[start:end], pattern)
    return format_html("{}{}{}", "…" if start else "", shown, "…" if end < len(text) else "")
