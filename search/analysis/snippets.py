"""What is shown of a text that was found: its best part as HTML, with every hit in `<mark>`. Pure.

Hits are looked for in the normalised text and marked in the original: a search for 劳动 marks 勞動.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.normalise import RUN, has_han, normalise_with_map
from search.analysis.query import ParsedQuery, Term
from search.analysis.ranking import LONGEST_BODY
from search.analysis.tokens import folded_tokens

# Characters of a snippet (twice as many in Latin letters), and characters shown before the first hit.
SNIPPET = 90
BEFORE_HIT = 25
MOST_HITS = 400
_PAUSE = re.compile(r"[。！？；：，、…\s]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    group: int
    weight: float


class Marker:
    """Marks the words of one query; made once for a page of results."""

    def __init__(self, query: ParsedQuery):
        self._texts: dict[str, tuple[int, float]] = {}
        self._latin: list[tuple[tuple[str, ...], int, float]] = []
        for number, group in enumerate(query.groups):
            for term in group.alternatives:
                self._add(term, number, group.weight * term.weight)
        longest_first = sorted(self._texts, key=lambda text: (-len(text), text))
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def _add(self, term: Term, group: int, weight: float) -> None:
        if has_han(term.text):
            self._texts.setdefault(term.text, (group, weight))
        else:
            self._latin.append((term.tokens, group, weight))

    def _hits(self, folded: str) -> list[_Hit]:
        hits: list[_Hit] = []
        if self._pattern:
            for match in self._pattern.finditer(folded):
                hits.append(_Hit(*match.span(), *self._texts[match[0]]))
                if len(hits) == MOST_HITS:
                    break
        if self._latin:
            hits += self._latin_hits(folded)
            hits.sort(key=lambda hit: (hit.start, -hit.end))
        return hits[:MOST_HITS]

    def _latin_hits(self, folded: str) -> list[_Hit]:
        """Return hits of Latin words by their stems, and of a phrase where its words stand side by side."""
        spans: list[tuple[int, int]] = []
        tokens: list[str] = []
        for run in RUN.finditer(folded):
            if run["han"]:
                tokens.append("")
                spans.append(run.span())
                continue
            for token in folded_tokens(run[0]):
                tokens.append(token)
                spans.append(run.span())
        hits = []
        for wanted, group, weight in self._latin:
            size = len(wanted)
            for at in range(len(tokens) - size + 1):
                if tokens[at] == wanted[0] and tuple(tokens[at : at + size]) == wanted:
                    hits.append(_Hit(spans[at][0], spans[at + size - 1][1], group, weight))
        return hits

    def highlight(self, text: str) -> SafeString:
        """Return the whole text as HTML: escaped, every hit marked, adjoining hits as one."""
        text = _INVISIBLE.sub(" ", text)
        mapped = normalise_with_map(text)
        return _marked(text, 0, len(text), [mapped.span(hit.start, hit.end) for hit in self._hits(mapped.text)])

    def snippet(self, texts: Iterable[str]) -> SafeString:
        """Return some 90 characters of the first text with a hit, where most words are met; else how the first begins.

        In Latin letters twice as many; … stands where text is left out.
        """
        squeezed = [" ".join(_INVISIBLE.sub(" ", text[:LONGEST_BODY]).split()) for text in texts if text.strip()]
        for text in squeezed:
            mapped = normalise_with_map(text)
            if hits := self._hits(mapped.text):
                spans = [mapped.span(hit.start, hit.end) for hit in hits]
                length = _length(text)
                first, last = spans[_best(spans, hits, length)]
                start, end = _window(text, first, last, length)
                return _cut_out(text, start, end, spans)
        if not squeezed:
            return SafeString("")
        return _cut_out(squeezed[0], 0, _whole_words(squeezed[0], 0, _length(squeezed[0])), [])


def _length(text: str) -> int:
    return SNIPPET if has_han(text) else 2 * SNIPPET


def _best(spans: list[tuple[int, int]], hits: list[_Hit], length: int) -> int:
    """Return the index of the hit that opens the part with most groups, then the heaviest hits; the first of equals."""
    best, best_value = 0, 0.0
    for number, (start, _end) in enumerate(spans):
        met: dict[int, float] = {}
        more = 0.0
        for (_, end), hit in zip(spans[number:], hits[number:], strict=True):
            if end > start + length - BEFORE_HIT:
                break
            more += 0.01 * hit.weight
            met[hit.group] = max(met.get(hit.group, 0.0), hit.weight)
        value = sum(met.values()) + more
        if value > best_value:
            best, best_value = number, value
    return best


def _window(text: str, first: int, last: int, length: int) -> tuple[int, int]:
    start = max(min(first - BEFORE_HIT, len(text) - length), 0)
    if start and (pause := _PAUSE.search(text, start, first)):
        start = pause.end()
    return start, _whole_words(text, last, max(start + length, last))


def _whole_words(text: str, last: int, end: int) -> int:
    """Return the end, moved back so that no Latin word is cut."""
    if end < len(text) and text[end - 1 : end + 1].isascii() and (blank := text.rfind(" ", last, end)) > end - 20:
        return blank
    return end


def _cut_out(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> SafeString:
    shown = _marked(text, start, end, spans)
    parts = ["…" if start else "", shown, "…" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308  (`_marked` has escaped it)


def _marked(text: str, start: int, end: int, spans: Iterable[tuple[int, int]]) -> SafeString:
    """Return `text[start:end]` as HTML."""
    joined: list[list[int]] = []
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if joined and first <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    parts: list[str] = []
    done = start
    for first, last in joined:
        parts += [escape(text[done:first]), "<mark>", escape(text[first:last]), "</mark>"]
        done = last
    parts.append(escape(text[done:end]))
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped above)
