"""Which counts of readers' corrections the public may know."""

from __future__ import annotations


def may_tell(own: int, others: int, *, smallest: int) -> bool:
    """Whether the number of one channel may stand beside the total of all: not if both together tell that of the
    others, and that is below the smallest group (`interact.cases.queries`)."""
    return own < smallest or not 0 < others < smallest


def is_few(number: int, *, smallest: int) -> bool:
    """Whether of a number the public learns only that it is below the smallest group."""
    return 0 < number < smallest
