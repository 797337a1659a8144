"""What a row of the ledger says, as text that can be hashed and sealed; and the digest of all rows up to a moment.

Pure: rows are any objects with the fields of `Release`, the key is handed in.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

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


def extend(digest: str, item: str) -> str:
    """The digest of a list with one more hash at its end."""
    return hashlib.sha256(f"{digest}{item}".encode()).hexdigest()


def digest_of(items: Iterable[str]) -> tuple[int, str]:
    """How many hashes, and the digest of them in their order."""
    count, digest = 0, EMPTY
    for item in items:
        count, digest = count + 1, extend(digest, item)
    return count, digest


def _moment(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None


def _canonical(values: list) -> bytes:
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode()
