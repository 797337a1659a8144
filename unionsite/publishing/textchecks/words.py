"""The word list as one automaton that finds all words in one pass."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick
from django.utils.translation import gettext as _

from unionsite.publishing.textchecks.choices import Level, WordKind
from unionsite.publishing.textchecks.findings import Hit
from unionsite.publishing.textchecks.normalise import HAN, Folded, fold_word, fold_words

_WORD_CHARACTER = re.compile(r"[a-z0-9]")
# An office or form of address that may stand before a name.
_OFFICE = re.compile(
    rf"[{HAN}]*(?:主席|书记|主任|经理|部长|科长|处长|局长|厂长|院长|校长|会长|组长|队长|班长|委员|董事长|总监|秘书长)$"
)
_LONGEST_OFFICE = 24


@dataclass(frozen=True, slots=True)
class Word:
    """An entry of the list, or one to be. `replacement` is the correct writing of a typo, or the office of a person;
    without a `level` it has that of its kind."""

    text: str
    kind: WordKind
    replacement: str = ""
    level: Level | str = ""
    note: str = ""


class WordIndex:
    """All entries, ready to be searched for; built once for each state of the list (26 ms for 20,000)."""

    def __init__(self, words: Iterable[Word] = ()):
        by_text: dict[str, list[Word]] = defaultdict(list)
        entries = list(words)
        for word, folded in zip(entries, fold_words([entry.text for entry in entries]), strict=True):
            if folded:
                by_text[folded].append(word)
        self._automaton = ahocorasick.Automaton()
        for folded, same in by_text.items():
            self._automaton.add_word(folded, (folded, tuple(same)))
        if by_text:
            self._automaton.make_automaton()
        self.size = sum(map(len, by_text.values()))

    def find(self, folded: Folded) -> tuple[list[Hit], list[tuple[int, int]]]:
        """Return the hits, and the spans that are exceptions, as places in the original text.

        If words of one kind overlap, the first counts; if they begin together, the longest.
        """
        if not self.size:
            return [], []
        found: dict[WordKind, list[tuple[int, int, Word]]] = defaultdict(list)
        for last, (text, entries) in self._automaton.iter(folded.text):
            start, end = last - len(text) + 1, last + 1
            if _is_part_of_a_latin_word(folded.text, start, end):
                continue
            for word in entries:
                found[word.kind].append((start, end, word))
        exceptions = [folded.span(start, end) for start, end, _word in found.pop(WordKind.EXCEPTION, [])]
        hits = []
        for kind, places in found.items():
            places.sort(key=lambda place: (place[0], -place[1]))
            reached = 0
            for start, end, word in places:
                if start >= reached:
                    reached = end
                    if hit := _hit(kind, word, folded, start, end):
                        hits.append(hit)
        return hits, exceptions


def _is_part_of_a_latin_word(text: str, start: int, end: int) -> bool:
    """Whether Latin letters or digits go on before or after the word: `sb` must not be found in `usb`."""
    return bool(
        (start and _WORD_CHARACTER.match(text[start]) and _WORD_CHARACTER.match(text[start - 1]))
        or (end < len(text) and _WORD_CHARACTER.match(text[end - 1]) and _WORD_CHARACTER.match(text[end]))
    )


def _hit(kind: WordKind, word: Word, folded: Folded, start: int, end: int) -> Hit | None:
    note = f"（{word.note}）" if word.note else ""
    if kind == WordKind.TYPO:
        message = _("“%(word)s”应为“%(right)s”%(note)s") % {
            "word": word.text,
            "right": word.replacement,
            "note": note,
        }
        return Hit("typo", *folded.span(start, end), message, word.replacement, word.level)
    if kind == WordKind.PERSON:
        return _person(word, folded, start, end, note)
    message = _("有敏感词“%(word)s”%(note)s") % {"word": word.text, "note": note}
    return Hit("sensitive", *folded.span(start, end), message, word.replacement, word.level)


def _person(word: Word, folded: Folded, start: int, end: int, note: str) -> Hit | None:
    """Return a hit if an office other than the one on the list stands right before the name, else None."""
    office = _OFFICE.search(folded.text[max(0, start - _LONGEST_OFFICE) : start])
    right = fold_word(word.replacement)
    if office is None or not right:
        return None
    written = office.group()
    if written.endswith(right) and not (written.endswith(f"副{right}") and not right.startswith("副")):
        return None
    message = _("名单上“%(name)s”的职务是“%(office)s”%(note)s") % {
        "name": word.text,
        "office": word.replacement,
        "note": note,
    }
    return Hit("person", *folded.span(start - len(written), end), message, f"{word.replacement}{word.text}", word.level)
