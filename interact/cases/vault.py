"""What employees write, sealed with a key of its own for each case under a key outside the database (T63, T71, T72).

The case's key is wrapped by `CASE_KEYS`, which lie neither in the database nor in its backups. Every sealed value is
bound to its case and to its place there: what is moved to another row or column does not open. To destroy the wrapped
key is to destroy the case's words, wherever copies of them are.
"""

from __future__ import annotations

import json
import os
import uuid
from base64 import b64decode, b64encode
from typing import Any

from unionsite.core.sealing import Keyring, SealingError, decrypt, encrypt

KEY_BYTES = 32
ring = Keyring("CASE_KEYS")


class Destroyed(SealingError):
    """The key is gone for good: retention has ended, or the employee had the case deleted."""


class CaseKey:
    """Seals and opens the parts of one case. `part` names the place: "body", "contact", "entry:<key>", "file:<key>"."""

    def __init__(self, case: uuid.UUID, key: bytes):
        self._case, self._key = case, key

    def _context(self, part: str) -> str:
        return f"interact.case:{self._case}:{part}"

    def seal_bytes(self, plain: bytes, part: str) -> bytes:
        return encrypt(self._key, plain, self._context(part))

    def open_bytes(self, sealed: bytes | memoryview, part: str) -> bytes:
        """Raises SealingError; ciphertext is never given for text."""
        return decrypt(self._key, bytes(sealed), self._context(part))

    def seal(self, value: Any, part: str) -> bytes:
        """A text, or anything that JSON holds."""
        return self.seal_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), part)

    def open(self, sealed: bytes | memoryview, part: str) -> Any:
        return json.loads(self.open_bytes(sealed, part))


def _wrapping(case: uuid.UUID) -> str:
    return f"interact.case:{case}:key"


def new_key(case: uuid.UUID) -> tuple[CaseKey, str]:
    """A fresh key and how it is stored."""
    key = os.urandom(KEY_BYTES)
    return CaseKey(case, key), wrap(case, key)


def wrap(case: uuid.UUID, key: bytes) -> str:
    return ring.seal(b64encode(key), _wrapping(case))


def unwrap(case: uuid.UUID, sealed_key: str) -> CaseKey:
    """Raises Destroyed for an empty key, SealingError for one that does not open."""
    return CaseKey(case, _raw(case, sealed_key))


def rewrap(case: uuid.UUID, sealed_key: str) -> str:
    """The same key under the first of CASE_KEYS; raises as `unwrap`."""
    return wrap(case, _raw(case, sealed_key))


def _raw(case: uuid.UUID, sealed_key: str) -> bytes:
    if not sealed_key:
        raise Destroyed("The key of this case was destroyed.")
    return b64decode(ring.unseal(sealed_key, _wrapping(case)))
