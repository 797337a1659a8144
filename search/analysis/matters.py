"""Reads which matters a question is about, in whatever words: the shipped list, and all other words. Pure."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator

from search.analysis.dictionary import Dictionary
from search.analysis.lexicon import FOLDER, read_rows
from search.analysis.normalise import normalise, runs, squeezed
from search.analysis.tokens import folded_tokens

# How the names of matters begin that tell little, that may be missing, and of a word that is in no list.
ASKED, MINOR, LOOSE = "~", "-", "="
_NOTHING, _EITHER = ".", "|"


def _rows() -> list[str]:
    return [content for _row, content in read_rows((FOLDER / "matters.txt").read_text(encoding="utf-8"))]


@functools.cache
def shipped_matters() -> dict[str, frozenset[str]]:
    """Return the names of the matters that each way to say it stands for."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for content in _rows():
        if content[0] == _EITHER:
            continue
        mark = content[0] if content[0] in ASKED + MINOR + _NOTHING else ""
        ways = content.removeprefix(mark).split(",")
        for way in ways:
            found[squeezed(way)].update([] if mark == _NOTHING else [mark + ways[0]])
    return {way: frozenset(names) for way, names in found.items()}


@functools.cache
def beside() -> dict[str, frozenset[str]]:
    """Return the matters of which one is meant where a way may mean each, by each."""
    groups = [frozenset(content[1:].replace(" ", "").split(",")) for content in _rows() if content[0] == _EITHER]
    return {name: group - {name} for group in groups for name in group}


@functools.cache
def _idle() -> re.Pattern[str]:
    """Return what finds the ways that tell nothing, or only how something is asked, the longest first."""
    idle = (way for way, names in shipped_matters().items() if all(name.startswith(ASKED) for name in names))
    return re.compile("|".join(map(re.escape, sorted(idle, key=len, reverse=True))))


def telling(text: str) -> str:
    """Return what is left of a text without the words that tell nothing."""
    return _idle().sub("", text)


@functools.lru_cache(maxsize=20_000)
def matters_of(text: str, dictionary: Dictionary) -> frozenset[str]:
    """Return the names of the matters in a text, and the words of no matter behind a `LOOSE`."""
    found: set[str] = set()
    for run in runs(normalise(text)):
        found.update(_matters(run[0], dictionary) if run["han"] else _latin(run[0], dictionary))
    return frozenset(found)


def _latin(word: str, dictionary: Dictionary) -> Iterator[str]:
    known = shipped_matters().get(word)
    loose = (LOOSE + token for token in folded_tokens(word) if word not in dictionary.stop_words)
    yield from (() if word.isdigit() else loose) if known is None else known


def _matters(run: str, dictionary: Dictionary) -> Iterator[str]:
    """Yield what the longest ways from left to right stand for, and the words between them."""
    known, ends, start = shipped_matters(), {}, 0
    for word in dictionary.cut(run):
        ends[start] = start = start + len(word)
    start, loose = 0, ""
    while start < len(run):
        end = min(start + _longest(), len(run))
        # A single character is a word only where the dictionary says so.
        while end > start and not (run[start:end] in known and (end - start > 1 or ends.get(start) == end)):
            end -= 1
        if end > start:
            yield from _loose(loose, dictionary)
            yield from known[run[start:end]]
            start, loose = end, ""
        else:
            loose += run[start]
            start += 1
    yield from _loose(loose, dictionary)


def _loose(text: str, dictionary: Dictionary) -> Iterator[str]:
    for word in dictionary.cut(text) if text else ():
        if word not in dictionary.stop_words:
            first = next(iter(dictionary.synonyms(word)), word)
            # Words of one group become one word. An arrow leads to words of statutes, which say too much.
            yield LOOSE + (min(word, first) if word in dictionary.synonyms(first) else word)


@functools.cache
def _longest() -> int:
    return max(map(len, shipped_matters()))
