"""Sealing of what the database must not show in clear, with keys that are stored outside it.

A ring of keys is a setting: the first key seals, every key opens. To rotate, put a new key in front, reseal, then drop
the old one. The functions of this module use `SEALING_KEYS`; data that must stay sealed if those leak has its own ring.
"""

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
    """A sealed value cannot be opened: wrong key, wrong context or changed bytes. The message has no ciphertext."""


@lru_cache(maxsize=32)
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"unionsite." + purpose).derive(secret.encode())


@lru_cache(maxsize=32)
def key_id(secret: str) -> str:
    return hashlib.sha256(_derived(secret, b"id")).hexdigest()[:8]


def encrypt(key: bytes, plain: bytes, context: str) -> bytes:
    """Return nonce and ciphertext (AES-256-GCM), bound to `context`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    """Return the plain bytes. Raises SealingError when key or context is wrong or the bytes were changed."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise SealingError("The sealed value was changed or belongs elsewhere.") from error


class Keyring:
    """The keys of one setting, a list of secrets, newest first."""

    def __init__(self, setting: str):
        self.setting = setting

    @property
    def secrets(self) -> list[str]:
        return getattr(settings, self.setting)

    def seal(self, plain: bytes, context: str) -> str:
        """Return `<key id>.<nonce and ciphertext>`, sealed with the first key, bound to `context` (table and row)."""
        secret = self.secrets[0]
        sealed = encrypt(_derived(secret, b"seal"), plain, context)
        return f"{key_id(secret)}.{urlsafe_b64encode(sealed).decode()}"

    def unseal(self, sealed: str, context: str) -> bytes:
        """Return the plain bytes. Raises SealingError when no key of the ring opens them in this context."""
        identifier, _dot, text = sealed.partition(".")
        secret = next((secret for secret in self.secrets if key_id(secret) == identifier), None)
        if secret is None:
            raise SealingError(f"No key {identifier!r} among {self.setting}.")
        try:
            raw = urlsafe_b64decode(text)
        except ValueError as error:
            raise SealingError("The sealed value was changed or belongs elsewhere.") from error
        return decrypt(_derived(secret, b"seal"), raw, context)

    def is_sealed_with_first_key(self, sealed: str) -> bool:
        return sealed.startswith(f"{key_id(self.secrets[0])}.")

    def digest(self, text: str, context: str) -> str:
        """Return a keyed hash of a random code (at least 50 bits): the database alone cannot confirm a guess."""
        return _digest(self.secrets[0], text, context)

    def digests(self, text: str, context: str) -> list[str]:
        """Return the hash under every key of the ring, for looking a code up."""
        return [_digest(secret, text, context) for secret in self.secrets]


def _digest(secret: str, text: str, context: str) -> str:
    return hmac.new(_derived(secret, b"digest"), f"{context}\0{text}".encode(), hashlib.sha256).hexdigest()


_ring = Keyring("SEALING_KEYS")
seal, unseal, is_sealed_with_first_key = _ring.seal, _ring.unseal, _ring.is_sealed_with_first_key
digest, digests = _ring.digest, _ring.digests
