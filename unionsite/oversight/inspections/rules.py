"""When an inspection may be finished. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from unionsite.oversight.inspections.choices import Verdict


def gaps(items: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Return what is missing in each item of (key, verdict, words): `verdict` where it was not looked at, `words` where
    a fault is not described. Empty when all is judged."""
    missing = {}
    for key, verdict, words in items:
        if verdict == Verdict.OPEN:
            missing[key] = "verdict"
        elif verdict == Verdict.FAULT and sum(letter.isalnum() for letter in words) < 2:
            missing[key] = "words"
    return missing
