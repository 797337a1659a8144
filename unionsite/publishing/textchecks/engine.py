"""Runs all rules over one text, or over a whole piece. Uses no database: what it needs comes as a `Checklist`."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate

from unionsite.publishing.textchecks.choices import PARAGRAPH_LENGTH, RULES, TITLE_LENGTH, Level, Role
from unionsite.publishing.textchecks.extraction import Parts, Text
from unionsite.publishing.textchecks.findings import Finding, Hit
from unionsite.publishing.textchecks.normalise import BREAK, fold
from unionsite.publishing.textchecks.rules import structure
from unionsite.publishing.textchecks.rules.facts import LawIndex, dates, law_titles, unfinished
from unionsite.publishing.textchecks.rules.personal import personal, split_numbers
from unionsite.publishing.textchecks.rules.punctuation import punctuation, traditional
from unionsite.publishing.textchecks.words import WordIndex

# Roles without rules of punctuation: contact data may use any marks.
_UNPUNCTUATED = {Role.CONTACT}
_ORDER = {Level.BLOCK: 0, Level.CONFIRM: 1, Level.HINT: 2}
_SHOWN = 60
_BORDERS = ("\n", BREAK)
# Rules whose findings no exception on the word list can take out.
_NEVER_EXCEPTED = frozenset(("idcard", "idcard_like"))
# Rules whose finds a report must not repeat (S-1.6): it is stored and shown long after the text was corrected.
_SECRET = frozenset(("idcard", "idcard_like", "bankcard"))


@dataclass(frozen=True)
class Checklist:
    """What texts are checked against: words, law library, level of each rule, lengths, today's date."""

    today: date
    words: WordIndex = field(default_factory=WordIndex)
    laws: LawIndex = field(default_factory=LawIndex)
    levels: Mapping[str, Level] = field(default_factory=dict)
    title_length: int = TITLE_LENGTH
    paragraph_length: int = PARAGRAPH_LENGTH

    def level(self, rule: str) -> Level:
        return self.levels.get(rule, RULES[rule].level)


def is_chinese(language: str) -> bool:
    return language.startswith("zh")


def check_text(text: str, role: Role, checklist: Checklist, language: str = "zh-hans") -> list[Hit]:
    """Return the hits of the rules that need only the text, in its order, without those that exceptions cover."""
    folded = fold(text)
    text = text.replace(BREAK, "\n")
    hits, exceptions = checklist.words.find(folded)
    hits += personal(folded, role)
    if is_chinese(language):
        hits += traditional(text)
        if role not in _UNPUNCTUATED:
            hits += punctuation(text)
        hits += law_titles(text, checklist.laws)
        hits += dates(text, checklist.today)
        hits += unfinished(folded)
    return sorted(_without(exceptions, hits), key=lambda hit: (hit.start, hit.end))


def check_across(texts: Sequence[Text], checklist: Checklist) -> Iterator[tuple[Text, Hit]]:
    """Yield numbers and forbidden words that a line break or the border of two texts cuts, at the text they begin in.

    `texts` are in the order in which they are read. Two halves of a word in two paragraphs or texts must each stand
    alone there, all but one of them within a text: otherwise the words of neighbouring cells would be forbidden ones.
    """
    ends = list(accumulate(len(text.text) + 1 for text in texts))
    written = "\n".join(text.text for text in texts)
    whole = fold(written)
    words, exceptions = checklist.words.find(whole.unbroken())
    hits = [hit for hit in words if hit.rule == "sensitive" and _is_one_word(written, hit, ends)]
    for hit in _without(exceptions, [*hits, *split_numbers(whole)]):
        number = bisect_right(ends, hit.start)
        before = ends[number - 1] if number else 0
        end = min(hit.end - before, len(texts[number].text))
        yield texts[number], replace(hit, start=hit.start - before, end=end)


def _is_one_word(written: str, hit: Hit, ends: list[int]) -> bool:
    inside = written[hit.start : hit.end]
    if "\n" not in inside:
        return BREAK in inside
    # Invisible characters do not count as neighbours.
    before = fold(written[max(0, hit.start - _SHOWN) : hit.start]).text.rstrip(" ")
    after = fold(written[hit.end : hit.end + _SHOWN]).text.lstrip(" ")
    stands = [not before or before[-1] in _BORDERS, not after or after[0] in _BORDERS]
    is_in_one = bisect_right(ends, hit.start) == bisect_right(ends, hit.end - 1)
    return any(stands) if is_in_one else all(stands)


def _without(exceptions: list[tuple[int, int]], hits: list[Hit]) -> list[Hit]:
    def is_covered(hit: Hit) -> bool:
        return any(start <= hit.start and hit.end <= end for start, end in exceptions)

    return [hit for hit in hits if hit.rule in _NEVER_EXCEPTED or not is_covered(hit)]


def check_parts(parts: Parts, checklist: Checklist) -> tuple[Finding, ...]:
    """Return every finding in a piece, most serious first, then by place; the same find at one place only once."""
    findings: dict[tuple, Finding] = {}
    for order, (text, hit) in enumerate(_all_hits(parts, checklist)):
        level = hit.level or checklist.level(hit.rule)
        # A rule that is off stays off, whatever level a single word has.
        if level == Level.OFF or checklist.level(hit.rule) == Level.OFF:
            continue
        finding = _finding(text, hit, level)
        # Findings without a place in the text are never merged: two fields may be empty, two pictures without words.
        findings.setdefault((finding.rule, finding.where, finding.start, finding.end or -order), finding)
    return tuple(sorted(findings.values(), key=lambda finding: _ORDER[finding.level]))


def shown_text(hit: Hit, text: str) -> str:
    """Return the words of a hit as a report keeps them: shortened, and without the secret number that it warns of."""
    written = text[hit.start : hit.end].replace(BREAK, "")
    if hit.rule in _SECRET:
        return f"{written[:3]}…{written[-2:]}"
    return written if len(written) <= _SHOWN else f"{written[: _SHOWN - 1]}…"


def _finding(text: Text, hit: Hit, level: Level) -> Finding:
    return Finding(
        rule=hit.rule,
        level=level,
        where=text.where,
        start=hit.start,
        end=hit.end,
        text=shown_text(hit, text.text),
        message=hit.message,
        suggestion=hit.suggestion,
        place=text.place,
    )


def _all_hits(parts: Parts, checklist: Checklist) -> Iterator[tuple[Text, Hit]]:
    for text in parts.texts:
        for hit in check_text(text.text, text.role, checklist, parts.language):
            yield text, hit
    for text in parts.of_files:
        for hit in check_text(text.text, text.role, checklist, parts.language):
            if RULES[hit.rule].level == Level.BLOCK:
                yield text, hit
    yield from check_across(parts.texts, checklist)
    yield from structure.source(parts)
    yield from structure.headings(parts)
    yield from structure.pictures(parts)
    yield from structure.tables(parts)
    yield from structure.field_dates(parts, checklist.today)
    if is_chinese(parts.language):
        yield from structure.title(parts, checklist.title_length)
        yield from structure.paragraphs(parts, checklist.paragraph_length)
        yield from structure.figures(parts)
