"""Receipts, with which employees come back to a case, and the numbers that people call it by (T62, T64, T65).

The database holds only keyed hashes of receipts. A receipt is made when the form is shown, travels sealed in the form
and belongs to the case from the first sending on: a form that is sent twice gives the same receipt and one case.
Numbers and keys are random: neighbours and gaps must not tell when a report came, nor that one came at all.
"""

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
    """Return the receipt as it is shown, in groups of four characters."""
    text = normalised_code(receipt)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


_ONE = f"[{ALPHABET}]"
_GROUPS = re.compile(rf"(?<!{_ONE})(?:{_ONE}{{4}}[-—\s]?){{4}}{_ONE}{{4}}(?!{_ONE})", re.IGNORECASE)


def found_in(text: str) -> list[str]:
    """Return every part of a text that could be a receipt."""
    return [match.group() for match in _GROUPS.finditer(unicodedata.normalize("NFKC", text))]


def digest(receipt: str) -> str:
    return ring.digest(normalised_code(receipt), _CONTEXT)


def digests(receipt: str) -> list[str]:
    return ring.digests(normalised_code(receipt), _CONTEXT)


@dataclass(frozen=True)
class Stamp:
    """What a form carries: its channel, when it was shown, and the receipt that its case will have."""

    channel: str
    shown_at: datetime
    receipt: str


def seal_stamp(stamp: Stamp) -> str:
    """Return the stamp encrypted for a hidden field of the form, and for that alone; it is good for `FORM_LIFE`."""
    text = json.dumps([stamp.channel, stamp.shown_at.timestamp(), stamp.receipt])
    return urlsafe_b64encode(ring.seal(text.encode(), _FORM).encode()).decode()


def open_stamp(text: str, *, zone) -> Stamp | None:
    """Return the stamp sealed in a hidden field, or None if we did not seal it. The form checks the age."""
    try:
        channel, shown, receipt = json.loads(ring.unseal(urlsafe_b64decode(text.encode()).decode(), _FORM))
    except (SealingError, ValueError):
        return None
    return Stamp(channel, datetime.fromtimestamp(shown, tz=zone), receipt)


DIGITS = 10
_FIRST = 10 ** (DIGITS - 1)
KEYS = 2**53


def new_number() -> int:
    """Return a random number for a case, of `DIGITS` digits: short enough to be read out."""
    return _FIRST + secrets.randbelow(9 * _FIRST)


def new_key() -> int:
    """Return a random primary key for a row whose number nobody has to say."""
    return 1 + secrets.randbelow(KEYS - 1)
