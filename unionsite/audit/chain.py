"""How entries are chained: the text that is hashed, the hashes, and which text may be stored at all.

Pure: entries are any objects with the fields of `AuditEntry`; the key is passed in.
"""

import hmac
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

# Marks that change the direction of writing could make one name look like another.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t")
# Most characters of one text in `detail`.
TEXT_LENGTH = 2000


def clean(text: object, length: int | None = None) -> str:
    """Return text as the log may hold it: control and half characters become �, at most `length` characters."""
    cleaned = "".join(
        "�" if char in _TURNING or (unicodedata.category(char) in ("Cc", "Cs") and char not in _KEPT) else char
        for char in str(text).replace("\r\n", "\n").replace("\r", "\n")
    ).strip()
    if length is not None and len(cleaned) > length:
        cleaned = cleaned[: length - 1] + "…"
    return cleaned


def clean_label(text: object, length: int) -> str:
    """Return text as `clean` does, on one line."""
    return clean(" ".join(str(text).split()), length)


def plain(value: Any) -> Any:
    """Return `value` as JSON that every database returns unchanged: floats and unknown objects become text."""
    if isinstance(value, bool | None):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {clean(key): plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return clean(value, TEXT_LENGTH)


def parse_address(text: str | None) -> IPv4Address | IPv6Address | None:
    """Return the address without its zone, IPv4 in its own form; None for text that is no address."""
    try:
        address = ip_address((text or "").strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def encode(entry: Any) -> bytes:
    """Return everything that an entry says as canonical JSON: no two different entries have the same encoding.

    The address is packed, because databases and versions of Python write some addresses differently.
    """
    address = parse_address(entry.address)
    return _canonical(
        [
            "entry/1",
            entry.number,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(entry.action),
            str(entry.outcome),
            entry.actor_id,
            entry.actor_label,
            entry.subject_type,
            entry.subject_id,
            entry.subject_label,
            entry.reason,
            entry.detail,
            address.packed.hex() if address else None,
            entry.agent,
            entry.previous_hash,
        ]
    )


def entry_hash(entry: Any, key: str) -> str:
    """Return the entry's HMAC-SHA256 in hex: without the key nobody can write an entry that fits."""
    return _digest(encode(entry), key)


def is_intact(entry: Any, key: str) -> bool:
    return hmac.compare_digest(entry_hash(entry, key), entry.hash)


def head_seal(number: int, last_hash: str, key: str) -> str:
    """Return the proof that the site wrote the head: an earlier end of the log cannot be passed off as the end."""
    return _digest(_canonical(["head/1", number, last_hash]), key)


def is_sealed(head: Any, key: str) -> bool:
    return hmac.compare_digest(head_seal(head.number, head.hash, key), head.seal)


def _canonical(values: list) -> bytes:
    return json.dumps(values, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _digest(message: bytes, key: str) -> str:
    return hmac.new(key.encode(), message, "sha256").hexdigest()
