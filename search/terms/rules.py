"""What is stored of a query, and its words. Pure."""

import re

from search.analysis.dictionary import Dictionary
from search.analysis.normalise import normalise, runs
from search.choices import LONGEST_TERM

# Mail addresses, car plates, and six digits or more however grouped: numbers of cards, telephones, identity papers.
_MAIL = re.compile(r"\S@\S")
_PLATE = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][a-z0-9]{5,6}(?![a-z0-9])")
_DIGITS = re.compile(r"\d(?:[\s-]?\d){5,}")


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


def words_of(term: str, dictionary: Dictionary) -> tuple[str, ...]:
    """Return the words of a normalised query that are no stop words."""
    words: list[str] = []
    for run in runs(term):
        words += dictionary.cut(run[0]) if run["han"] else [run[0]]
    return tuple(dict.fromkeys(word for word in words if word not in dictionary.stop_words))
