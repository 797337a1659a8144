"""Numbers of cases and keys of what hangs on them, without order: neighbours and gaps must not tell when a report came,
nor that one came at all (T62). Pure."""

from __future__ import annotations

import secrets

DIGITS = 10
_FIRST = 10 ** (DIGITS - 1)
_KEYS = 2**53


def new_number() -> int:
    """Of a case: so many digits, which people can still read out to each other."""
    return _FIRST + secrets.randbelow(9 * _FIRST)


def new_key() -> int:
    """Of a row that nobody speaks of."""
    return 1 + secrets.randbelow(_KEYS - 1)
