"""Marks findings in rendered HTML, letter by letter, without changing anything else in it; uses no database."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.engine import Checklist, check_text, shown_text
from unionsite.publishing.textchecks.findings import Finding

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<skip>script|style|svg|template|textarea|select|noscript)\b.*?</(?P=skip)\s*>|<[^>]*>", re.S | re.I
)
_NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.S | re.I)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_INLINE = frozenset(("a", "abbr", "b", "bdi", "cite", "code", "em", "i", "q", "s", "small", "span", "strong", "sub"))
_INLINE |= {"sup", "time", "u", "wbr", "mark"}


@dataclass
class _Run:
    """Text not interrupted by a block element: its letters, and for each its start and end in the HTML."""

    letters: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)


def mark(page: str, findings: Sequence[Finding], checklist: Checklist, language: str) -> tuple[str, list[Finding]]:
    """Return the HTML with `<mark data-qa="rule">` inside its `<main>`, and the findings whose words it does not hold.

    The rules run over the text as shown, which may be joined from several fields. Only hits that are among `findings`
    are marked, so that the site's own words never are.
    """
    main = _MAIN.search(page)
    if main is None:
        return page, list(findings)
    by_words = {(finding.rule, finding.text): finding for finding in findings if finding.end}
    marks: list[tuple[int, int, Finding]] = []
    seen: set[tuple[str, str]] = set()
    for run in _runs(page, main.start(1), main.end(1)):
        text = "".join(run.letters)
        reached = 0
        for start, end, finding in _hits(text, by_words, checklist, language):
            if start >= reached:
                seen.add((finding.rule, finding.text))
                marks += [(*span, finding) for span in _spans(run.places[start:end])]
                reached = end
    left = [finding for finding in findings if (finding.rule, finding.text) not in seen]
    return _with_marks(page, marks), left


def _hits(text: str, by_words: dict, checklist: Checklist, language: str) -> Iterator[tuple[int, int, Finding]]:
    for hit in check_text(text, Role.BODY, checklist, language):
        finding = by_words.get((hit.rule, shown_text(hit, text)))
        if finding is not None:
            yield hit.start, hit.end, finding


def _runs(page: str, start: int, end: int) -> Iterator[_Run]:
    run = _Run()
    position = start
    for token in _TOKEN.finditer(page, start, end):
        _add(run, page, position, token.start())
        position = token.end()
        name = _NAME.match(token.group())
        if name and name.group(1).lower() not in _INLINE:
            if run.letters:
                yield run
            run = _Run()
    _add(run, page, position, end)
    if run.letters:
        yield run


def _add(run: _Run, page: str, start: int, end: int) -> None:
    position = start
    while position < end:
        entity = _ENTITY.match(page, position, end) if page[position] == "&" else None
        after = entity.end() if entity else position + 1
        letters = html.unescape(entity.group()) if entity else page[position]
        # Both letters of the few entities that stand for two get the same place.
        for letter in letters:
            run.letters.append(letter)
            run.places.append((position, after))
        position = after


def _spans(places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the unbroken stretches of the HTML; a find that extends over tags gets several marks."""
    start, end = places[0]
    for first, last in places[1:]:
        if first > end:
            yield start, end
            start = first
        end = last
    yield start, end


def identity_of(words: str, used: dict[str, int]) -> str:
    """Return a unique id made from `words`, which the Checks panel shows: word characters, not beginning with a digit.
    `used` counts the ids given so far and is updated."""
    name = re.sub(r"\W+", "_", words)[:20].strip("_") or "text"
    name = f"_{name}" if name[0].isdigit() else name
    used[name] = number = used.get(name, 0) + 1
    return f"{name}-{number}" if number > 1 else name


def _with_marks(page: str, marks: list[tuple[int, int, Finding]]) -> str:
    pieces = []
    position = 0
    used: dict[str, int] = {}
    for start, end, finding in sorted(marks, key=lambda found: found[:2]):
        identity = identity_of(finding.text or finding.rule, used)
        looks = f"qa qa--{finding.level}"
        note = html.escape(finding.message)
        pieces.append(page[position:start])
        pieces.append(f'<mark id="{identity}" class="{looks}" data-qa="{finding.rule}" data-note="{note}">')
        pieces.append(f"{page[start:end]}</mark>")
        position = end
    pieces.append(page[position:])
    return "".join(pieces)
