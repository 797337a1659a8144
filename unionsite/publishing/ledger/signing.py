"""Turns rows of the ledger and the daily heads into text that can be hashed, sealed and signed.

Uses no database: rows are any objects with the fields of `Release`, keys are arguments. A daily head tells outsiders
what ledger and audit log were; `docs/manual/审计员说明.md` says how to check one without this program.
"""

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
    """Return everything in the row except its revocation as canonical JSON; the revision stands as its content hash."""
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
    """Return the SHA-256 of the row, 64 hexadecimal digits; anybody who has the row can compute it."""
    return hashlib.sha256(row_text(release)).hexdigest()


def row_seal(release: Any, key: str) -> str:
    """Return the HMAC-SHA256 of the row: without the key nobody can add a row by SQL that counts as a release."""
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
    """Return the digest of a list after one more hash was added at its end."""
    return hashlib.sha256(f"{digest}{item}".encode()).hexdigest()


def digest_of(items: Iterable[str]) -> tuple[int, str]:
    """Return how many hashes there are, and their digest in the given order."""
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
    """The text is not a daily head, or its signature is wrong."""


def private_key(secret: str) -> Ed25519PrivateKey:
    """Derive the signing key from the audit log's key. One secret is enough: its owner could forge both anyway."""
    return Ed25519PrivateKey.from_private_bytes(
        HKDF(SHA256(), 32, salt=None, info=b"unionsite.daily-head").derive(secret.encode())
    )


def public_key(secret: str) -> Ed25519PublicKey:
    return private_key(secret).public_key()


def public_pem(secret: str) -> str:
    return public_key(secret).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def write_head(fields: dict[str, object], secret: str) -> str:
    """Return the signed text: a title, `name: value` lines in the given order, and the signature of all lines above."""
    body = "\n".join([HEAD_TITLE, *(f"{name}: {value}" for name, value in fields.items())]) + "\n"
    return f"{body}{SIGNATURE}{b64encode(private_key(secret).sign(body.encode())).decode()}\n"


def read_head(text: str, key: Ed25519PublicKey) -> dict[str, str]:
    """Check the signature and return the fields of a signed text. Raises NotAHead."""
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
    """Return the SHA-256 of a whole file, as `sha256sum` gives it; the next daily head names it."""
    return hashlib.sha256(text.encode()).hexdigest()
