"""Seals what employees write: each case has a key of its own, kept under a key outside the database (T63, T71, T72).

A case's key is wrapped by `CASE_KEYS`, which are neither in the database nor in its backups. Every sealed value is
bound to its case and to its place there: moved to another row or column, it does not open. Destroying the wrapped key
destroys the case's words, wherever copies of them are.
"""

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
        """Return the plain bytes. Raises SealingError when they do not open, and never returns ciphertext instead."""
        return decrypt(self._key, bytes(sealed), self._context(part))

    def seal(self, value: Any, part: str) -> bytes:
        """Seal a text or anything else that JSON can hold."""
        return self.seal_bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), part)

    def open(self, sealed: bytes | memoryview, part: str) -> Any:
        return json.loads(self.open_bytes(sealed, part))


def _wrapping(case: uuid.UUID) -> str:
    return f"interact.case:{case}:key"


def new_key(case: uuid.UUID) -> tuple[CaseKey, str]:
    """Return a fresh key, and the same key wrapped for `Case.sealed_key`."""
    key = os.urandom(KEY_BYTES)
    return CaseKey(case, key), wrap(case, key)


def wrap(case: uuid.UUID, key: bytes) -> str:
    return ring.seal(b64encode(key), _wrapping(case))


def unwrap(case: uuid.UUID, sealed_key: str) -> CaseKey:
    """Return the key of a case. Raises Destroyed when `sealed_key` is empty, SealingError when it does not open."""
    return CaseKey(case, _raw(case, sealed_key))


def rewrap(case: uuid.UUID, sealed_key: str) -> str:
    """Wrap the same key under the first of CASE_KEYS. Raises Destroyed and SealingError like `unwrap`."""
    return wrap(case, _raw(case, sealed_key))


def _raw(case: uuid.UUID, sealed_key: str) -> bytes:
    if not sealed_key:
        raise Destroyed("The key of this case was destroyed.")
    return b64decode(ring.unseal(sealed_key, _wrapping(case)))
