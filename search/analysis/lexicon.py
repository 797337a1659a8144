"""Lists of words, stop words and synonyms: their format, the faults of a row, and the shipped lists. Pure.

A list is UTF-8 text. Empty rows and rows that begin with `#` are ignored. `words.txt` and `stopwords.txt` have any
number of words in a row, with spaces between them. `synonyms.txt` has one entry in a row, terms separated by commas;
so has `services.txt`, in which the right side is the service that is called so:

    年假, 年休假                  each finds the others
    炒鱿鱼, 解雇 => 解除劳动合同  the left side also finds the right side, not the other way round
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from search.analysis.normalise import normalise, runs

FOLDER = Path(__file__).parents[1] / "lexicon"
LONGEST_WORD = 30
MOST_TERMS = 20

_COMMA = re.compile(r"[,、;]")
# Signs that may stand inside a term; everything else must be part of a run.
_INSIDE = re.compile(r"[\s《》()/:·-]*")

Row = tuple[int, str]
Problem = tuple[int, str]


class LexiconError(ValueError):
    """A list with bad rows; `problems` are (row number from 1, message for people), in order of rows."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(f"第{row}行：{message}" for row, message in self.problems))


@dataclass(frozen=True, slots=True)
class SynonymEntry:
    """Normalised `terms`, each of which finds the `targets`, or without targets the others. `row` is for messages."""

    terms: tuple[str, ...]
    targets: tuple[str, ...] = ()
    row: int = 0


def read_rows(text: str) -> Iterator[Row]:
    """Yield number and content of the rows that are not ignored."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if (content := line.strip()) and not content.startswith("#"):
            yield number, content


def read_term(text: str) -> str:
    """Return a word or synonym as it is looked for. Raises ValueError with a message for people when it is none."""
    term = " ".join(normalise(text).split())
    if not term:
        raise ValueError("词语不能为空。")
    if len(term) > LONGEST_WORD:
        raise ValueError(f"“{term[:12]}…”超过{LONGEST_WORD}个字。")
    rest, end = [], 0
    for run in runs(term):
        rest.append(term[end : run.start()])
        end = run.end()
    rest.append(term[end:])
    if len(rest) == 1 or not all(map(_INSIDE.fullmatch, rest)):
        raise ValueError(f"“{term}”含有不能用的符号，请只写汉字、字母和数字。")
    return term


def read_terms(texts: Iterable[str], row: int, problems: list[Problem]) -> list[str]:
    """Return the terms, each once; what is wrong with any goes to `problems`."""
    terms: list[str] = []
    for text in texts:
        try:
            term = read_term(text)
        except ValueError as error:
            problems.append((row, str(error)))
            continue
        if term in terms:
            problems.append((row, f"“{term}”在这一行出现了两次。"))
        else:
            terms.append(term)
    return terms


def read_words(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the words of all rows in order. Raises LexiconError naming rows with signs or with a repeated word."""
    problems: list[Problem] = []
    words: dict[str, int] = {}
    for row, content in rows:
        for word in read_terms(content.split(), row, problems):
            if word in words:
                problems.append((row, f"“{word}”在第{words[word]}行已经有了。"))
            words.setdefault(word, row)
    if problems:
        raise LexiconError(problems)
    return tuple(words)


def _read_entry(row: int, content: str, problems: list[Problem]) -> SynonymEntry | None:
    before = len(problems)
    left, *right = normalise(content).split("=>")
    if len(right) > 1:
        problems.append((row, "一行只能有一个“=>”。"))
        return None
    terms = read_terms(_COMMA.split(left), row, problems)
    targets = read_terms(_COMMA.split(right[0]), row, problems) if right else []
    if twice := [term for term in targets if term in terms]:
        problems.append((row, f"“{twice[0]}”不能指向自己。"))
    if len(terms) + len(targets) > MOST_TERMS:
        problems.append((row, f"一行最多{MOST_TERMS}个词，请分成几行。"))
    if len(problems) > before:
        return None
    if not right and len(terms) < 2:
        problems.append((row, "至少要有两个词，用逗号隔开。"))
        return None
    return SynonymEntry(tuple(terms), tuple(targets), row)


def check_entries(entries: Iterable[SynonymEntry]) -> list[Problem]:
    """Return the problems between entries: a term in two mutual groups, an arrow given twice, circles of arrows."""
    problems: list[Problem] = []
    group_of: dict[str, int] = {}
    arrows: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry.targets:
            for arrow in ((term, target) for term in entry.terms for target in entry.targets):
                if arrow in arrows:
                    problems.append((entry.row, f"“{arrow[0]} => {arrow[1]}”在第{arrows[arrow]}行已经有了。"))
                arrows.setdefault(arrow, entry.row)
            continue
        for term in entry.terms:
            if term in group_of:
                problems.append((entry.row, f"“{term}”已在第{group_of[term]}行的同义词里，请把两行合并。"))
            group_of.setdefault(term, entry.row)
    # A mutual group is one node: an arrow out of it and back is a circle, too.
    edges: dict[str | int, dict[str | int, int]] = {}
    for (term, target), row in arrows.items():
        here, there = group_of.get(term, term), group_of.get(target, target)
        if here == there:
            problems.append((row, f"“{term}”与“{target}”已在第{group_of[term]}行互为同义词。"))
        else:
            edges.setdefault(here, {}).setdefault(there, row)
    for circle in _circles(edges):
        rows = sorted(edges[here][there] for here, there in circle)
        named = "、".join(f"第{row}行" for row in dict.fromkeys(rows))
        problems.append((rows[-1], f"同义词绕成了一圈（{named}），请去掉其中一个方向。"))
    return problems


def _circles(edges: dict[str | int, dict[str | int, int]]) -> Iterator[list[tuple[str | int, str | int]]]:
    """Yield, for each arrow that closes a circle, the arrows of one such circle."""
    done: set[str | int] = set()
    for start in edges:
        if start in done:
            continue
        path, walkers = [start], [iter(edges[start])]
        while walkers:
            step = next(walkers[-1], None)
            if step is None:
                done.add(path.pop())
                walkers.pop()
            elif step in path:
                ring = [*path[path.index(step) :], step]
                yield list(pairwise(ring))
            elif step in edges and step not in done:
                path.append(step)
                walkers.append(iter(edges[step]))


def read_synonyms(rows: Iterable[Row]) -> tuple[SynonymEntry, ...]:
    """Return the entries of a list. Raises LexiconError naming every bad row."""
    problems: list[Problem] = []
    entries = [entry for row, content in rows if (entry := _read_entry(row, content, problems))]
    problems += check_entries(entries)
    if problems:
        raise LexiconError(problems)
    return tuple(entries)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists together, normalised."""

    words: tuple[str, ...] = ()
    stop_words: frozenset[str] = frozenset()
    synonyms: tuple[SynonymEntry, ...] = ()
    services: tuple[SynonymEntry, ...] = ()


@functools.cache
def shipped() -> Lexicon:
    """Return the lists that come with the site."""

    def rows(name: str) -> Iterator[Row]:
        return read_rows((FOLDER / name).read_text(encoding="utf-8"))

    return Lexicon(
        words=read_words(rows("words.txt")),
        stop_words=frozenset(read_words(rows("stopwords.txt"))),
        synonyms=read_synonyms(rows("synonyms.txt")),
        services=read_synonyms(rows("services.txt")),
    )
