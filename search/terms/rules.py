"""What is stored of a query, and which queries are related. Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import has_han, normalise, runs
from search.choices import LONGEST_TERM

# Mail addresses, car plates, and six digits or more however grouped: numbers of cards, telephones, identity papers.
_MAIL = re.compile(r"\S@\S")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][a-z0-9]{5,6}(?![a-z0-9])")
_DIGITS = re.compile(r"\d(?:[\s-]?\d){5,}")
# Words with so many first characters in common are about one thing: 试用期多久, 试用期工资.
_SAME_BEGINNING = 3


def term_of(text: str) -> str:
    """Return a query as it is counted: without signs, width and case; "" if it is not counted.

    Queries of more than 40 characters are not counted, nor those with what looks like somebody's number or address.
    """
    folded = normalise(text)
    if _MAIL.search(folded) or _PLATE.search(folded) or _DIGITS.search(folded):
        return ""
    parts: list[str] = []
    end = 0
    for run in runs(folded):
        # 39条 stays together, as it was typed.
        parts += [" ", run[0]] if parts and run.start() > end else [run[0]]
        end = run.end()
    term = "".join(parts)
    return term if len(term) <= LONGEST_TERM else ""


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A query that was asked often, and its words."""

    term: str
    words: tuple[str, ...]
    asked: int


def words_of(term: str, dictionary: Dictionary) -> tuple[str, ...]:
    """Return the words of a normalised query that are no stop words."""
    words: list[str] = []
    for run in runs(term):
        words += dictionary.cut(run[0]) if run["han"] else [run[0]]
    return tuple(dict.fromkeys(word for word in words if not dictionary.is_stop_word(word)))


def may_be_shown(words: Sequence[str], reviewed: Collection[str]) -> bool:
    """Whether a query may be shown to other readers: only if it consists of reviewed words.

    So neither a person's name nor a message that somebody wants on the site can get there by being asked often.
    """
    return (
        bool(words)
        and all(word in reviewed or (len(word) == 1 and bool(has_han(word))) for word in words)
        and any(len(word) > 1 for word in words)
    )


def nearest(term: str, words: Sequence[str], known: Iterable[KnownTerm], number: int) -> list[str]:
    """Return known queries with a word that this one shares, contains or is contained in; most shared words first."""
    scored = []
    for other in known:
        if other.term == term:
            continue
        shared = sum(any(_share(word, theirs) for theirs in other.words) for word in words)
        if shared:
            scored.append((-shared, -other.asked, other.term))
    return [term for _shared, _asked, term in sorted(scored)[:number]]


def _share(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 2:
        return False
    if not has_han(one):
        return one == other
    begins_alike = len(one) >= _SAME_BEGINNING and other.startswith(one[:_SAME_BEGINNING])
    return begins_alike or one in other or other in one
