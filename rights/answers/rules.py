"""What holds for an answer on a day, and what is wrong with its wordings. Pure."""

import re
from datetime import date

_SENTENCE = re.compile(r".*?(?:[。！？]|[.!?](?=\s|$))", re.DOTALL)
_LOOSE = re.compile(r"[\W_]+")


def has_begun(valid_from: date | None, today: date) -> bool:
    return valid_from is None or valid_from <= today


def is_over(valid_until: date | None, today: date) -> bool:
    """Whether an answer is past its last day, which is a whole one."""
    return valid_until is not None and valid_until < today


def is_valid(valid_from: date | None, valid_until: date | None, today: date) -> bool:
    return has_begun(valid_from, today) and not is_over(valid_until, today)


def lines(text: str) -> list[str]:
    """Return the lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text.strip())
    return found[0] if found else text.strip()


def bare(wording: str) -> str:
    """Return a wording without signs and blanks; two with the same result are the same."""
    return _LOOSE.sub("", wording).casefold()


def repeated(wordings: list[str], question: str) -> str:
    """Return the first wording that says again, word for word, the question or one before it; "" if none does."""
    seen = {bare(question)}
    for wording in wordings:
        if bare(wording) in seen:
            return wording
        seen.add(bare(wording))
    return ""


def too_long(wordings: list[str], most: int) -> str:
    """Return the first wording with more characters than `most`; "" if there is none."""
    return next((wording for wording in wordings if len(wording) > most), "")
