"""The file that tells outsiders each day what ledger and audit log were: how it is written, signed and read.

Pure: no database; the secret is handed in. `docs/manual/审计员说明.md` says how to check one without this program.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TITLE = "unionsite daily head, version 1"
SIGNATURE = "signature: "
NO_HASH = "none"


class NotAHead(ValueError):
    """The text is no daily head, or its signature does not fit."""


def private_key(secret: str) -> Ed25519PrivateKey:
    """Derived from the key of the audit log: one secret less to keep, and its owner could forge both all the same."""
    return Ed25519PrivateKey.from_private_bytes(
        HKDF(SHA256(), 32, salt=None, info=b"unionsite.daily-head").derive(secret.encode())
    )


def public_key(secret: str) -> Ed25519PublicKey:
    return private_key(secret).public_key()


def public_pem(secret: str) -> str:
    return public_key(secret).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def write_head(fields: dict[str, object], secret: str) -> str:
    """The signed text: a title, `name: value` lines in the order given, and the signature of all that stands above."""
    body = "\n".join([TITLE, *(f"{name}: {value}" for name, value in fields.items())]) + "\n"
    return f"{body}{SIGNATURE}{b64encode(private_key(secret).sign(body.encode())).decode()}\n"


def read_head(text: str, key: Ed25519PublicKey) -> dict[str, str]:
    """The fields of a signed text. Raises NotAHead."""
    body, found, last = text.rpartition(SIGNATURE)
    lines = body.split("\n")
    if not found or lines[0] != TITLE or lines[-1]:
        raise NotAHead("not a daily head")
    try:
        key.verify(b64decode(last.strip(), validate=True), body.encode())
    except (InvalidSignature, NotBase64, ValueError) as error:
        raise NotAHead("the signature does not fit") from error
    return dict(line.split(": ", 1) for line in lines[1:-1])


def file_hash(text: str) -> str:
    """What the file of the next day says of this one: SHA-256 of the whole, as `sha256sum` gives it."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_name(day: date) -> str:
    return f"{day:%Y-%m-%d}.txt"
