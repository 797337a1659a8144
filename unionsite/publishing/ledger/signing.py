"""Rows of the ledger and the file of each day as text that can be hashed, sealed and signed.

Pure: rows are any objects with the fields of `Release`, keys are handed in. The file of a day tells outsiders what
ledger and audit log were; `docs/manual/审计员说明.md` says how to check one without this program.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# The digest of no rows at all.
EMPTY = "0" * 64


def row_text(release: Any) -> bytes:
    """All that the row says but its revocation, as canonical JSON. The version is named by the hash of its content."""
    return _canonical(
        [
            "release/1",
            str(release.kind),
            release.content_type_id,
            release.object_id,
            str(release.object_label),
            release.content_hash,
            release.submitter_id,
            str(release.submitter_name),
            release.first_reviewer_id,
            _moment(release.first_approved_at),
            release.final_reviewer_id,
            _moment(release.final_approved_at),
            str(release.reason),
            _moment(release.released_at),
        ]
    )


def row_hash(release: Any) -> str:
    """SHA-256 of the row, 64 hexadecimal digits: whoever has the row can work it out."""
    return hashlib.sha256(row_text(release)).hexdigest()


def row_seal(release: Any, key: str) -> str:
    """HMAC-SHA256 of the row: without the key nobody can add one by SQL that passes for released."""
    return hmac.new(key.encode(), b"release-seal\0" + row_text(release), "sha256").hexdigest()


def is_sealed(release: Any, key: str) -> bool:
    return hmac.compare_digest(row_seal(release, key), release.seal)


def revocation_hash(release: Any) -> str:
    parts = [
        "revoked/1",
        row_hash(release),
        _moment(release.revoked_at),
        release.revoked_by_id,
        str(release.revoked_reason),
    ]
    return hashlib.sha256(_canonical(parts)).hexdigest()


def extend_digest(digest: str, item: str) -> str:
    """The digest of a list with one more hash at its end."""
    return hashlib.sha256(f"{digest}{item}".encode()).hexdigest()


def digest_of(items: Iterable[str]) -> tuple[int, str]:
    """How many hashes, and the digest of them in their order."""
    count, digest = 0, EMPTY
    for item in items:
        count, digest = count + 1, extend_digest(digest, item)
    return count, digest


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None


def _canonical(values: list) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode()


# --- The file of a day ---

HEAD_TITLE = "unionsite daily head, version 1"
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
    body = "\n".join([HEAD_TITLE, *(f"{name}: {value}" for name, value in fields.items())]) + "\n"
    return f"{body}{SIGNATURE}{b64encode(private_key(secret).sign(body.encode())).decode()}\n"


def read_head(text: str, key: Ed25519PublicKey) -> dict[str, str]:
    """The fields of a signed text. Raises NotAHead."""
    body, found, last = text.rpartition(SIGNATURE)
    lines = body.split("\n")
    if not found or lines[0] != HEAD_TITLE or lines[-1]:
        raise NotAHead("not a daily head")
    try:
        key.verify(b64decode(last.strip(), validate=True), body.encode())
    except (InvalidSignature, NotBase64, ValueError) as error:
        raise NotAHead("the signature does not fit") from error
    return dict(line.split(": ", 1) for line in lines[1:-1])


def file_hash(text: str) -> str:
    """What the file of the next day says of this one: SHA-256 of the whole, as `sha256sum` gives it."""
    return hashlib.sha256(text.encode()).hexdigest()
