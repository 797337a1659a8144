"""Sealing of what the database must not show in clear, with keys that stand outside it (`settings.SEALING_KEYS`).

The first key seals, every key opens: rotation puts a new one in front, reseals, then drops the old one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class SealingError(Exception):
    """A sealed value cannot be opened: wrong key, wrong place or changed bytes. Never answered with the ciphertext."""


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"unionsite." + purpose).derive(secret.encode())


@lru_cache(maxsize=32)
def key_id(secret: str) -> str:
    return hashlib.sha256(_derived(secret, b"id")).hexdigest()[:8]


def seal(plain: bytes, context: str) -> str:
    """AES-256-GCM, bound to `context` (table and row it belongs to): `<key id>.<nonce and ciphertext>`."""
    secret = settings.SEALING_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(_derived(secret, b"seal")).encrypt(nonce, plain, context.encode())
    return f"{key_id(secret)}.{urlsafe_b64encode(nonce + cipher).decode()}"


def unseal(sealed: str, context: str) -> bytes:
    """The plain bytes; raises SealingError."""
    identifier, _dot, text = sealed.partition(".")
    secret = next((secret for secret in settings.SEALING_KEYS if key_id(secret) == identifier), None)
    if secret is None:
        raise SealingError(f"No key {identifier!r} among SEALING_KEYS.")
    try:
        raw = urlsafe_b64decode(text)
        return AESGCM(_derived(secret, b"seal")).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealingError("The sealed value was changed or belongs elsewhere.") from error


def is_sealed_with_first_key(sealed: str) -> bool:
    return sealed.startswith(f"{key_id(settings.SEALING_KEYS[0])}.")


def _digest(secret: str, text: str, context: str) -> str:
    return hmac.new(_derived(secret, b"digest"), f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()


def digest(text: str, context: str) -> str:
    """Keyed hash of a random code (at least 50 bits): the database alone does not tell whether a guess is right."""
    return _digest(settings.SEALING_KEYS[0], text, context)


def digests(text: str, context: str) -> list[str]:
    """The hash under every key, to look a code up by."""
    return [_digest(secret, text, context) for secret in settings.SEALING_KEYS]
