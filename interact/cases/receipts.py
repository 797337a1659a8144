"""Receipts and numbers: by what an employee comes back to a case, and what people call it (T62, T64, T65).

The database holds keyed hashes of receipts only. A receipt is made with the form, lies sealed in it, and becomes the
case's with the first sending: a form that is sent twice gives the same receipt twice and one case, whatever happens on
the way. Numbers and keys have no order: neighbours and gaps must not tell when a report came, nor that one came at all.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from unionsite.accounts.people.names import ALPHABET, normalised_code, random_code
from unionsite.core.sealing import Keyring, SealingError

LENGTH = 20  # characters of 4.9 bits: 98 bits, in five groups of four
FORM_LIFE = timedelta(hours=24)
ring = Keyring("RECEIPT_KEYS")
_CONTEXT = "interact.receipt"
_FORM = "interact.form"


def new_receipt() -> str:
    return random_code(LENGTH)


def grouped(receipt: str) -> str:
    """As it is shown: groups of four."""
    text = normalised_code(receipt)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


_ONE = f"[{ALPHABET}]"
_GROUPS = re.compile(rf"(?<!{_ONE})(?:{_ONE}{{4}}[-—\s]?){{4}}{_ONE}{{4}}(?!{_ONE})", re.IGNORECASE)


def found_in(text: str) -> list[str]:
    """Whatever in a text could be a receipt."""
    return [match.group() for match in _GROUPS.finditer(unicodedata.normalize("NFKC", text))]


def digest(receipt: str) -> str:
    return ring.digest(normalised_code(receipt), _CONTEXT)


def digests(receipt: str) -> list[str]:
    return ring.digests(normalised_code(receipt), _CONTEXT)


@dataclass(frozen=True)
class Stamp:
    """What a form carries: which channel it belongs to, when it was shown, and the receipt that it will have."""

    channel: str
    shown_at: datetime
    receipt: str


def seal_stamp(stamp: Stamp) -> str:
    """For a hidden field: unreadable, bound to this use, good for `FORM_LIFE`."""
    text = json.dumps([stamp.channel, stamp.shown_at.timestamp(), stamp.receipt])
    return urlsafe_b64encode(ring.seal(text.encode(), _FORM).encode()).decode()


def open_stamp(text: str, *, zone) -> Stamp | None:
    """None for what is not ours; how old it is, is the form's to judge."""
    try:
        channel, shown, receipt = json.loads(ring.unseal(urlsafe_b64decode(text.encode()).decode(), _FORM))
    except (SealingError, ValueError):
        return None
    return Stamp(channel, datetime.fromtimestamp(shown, tz=zone), receipt)


DIGITS = 10
_FIRST = 10 ** (DIGITS - 1)
_KEYS = 2**53


def new_number() -> int:
    """Of a case: so many digits, which people can still read out to each other."""
    return _FIRST + secrets.randbelow(9 * _FIRST)


def new_key() -> int:
    """Of a row that nobody speaks of."""
    return 1 + secrets.randbelow(_KEYS - 1)
