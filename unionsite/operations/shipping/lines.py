"""How an entry of the audit log, or a mark, is written on one line."""

import json
from datetime import UTC, datetime

from unionsite.audit.models import AuditEntry

_WHO = ("action", "outcome", "actor_id", "actor_label", "subject_type", "subject_id", "subject_label")
FIELDS = (*_WHO, "reason", "detail", "address", "agent", "previous_hash", "hash")


def line_of(entry: AuditEntry) -> str:
    """Return the entry as JSON: always the same bytes for the same entry, so that what was cut off is written anew."""
    values = {name: getattr(entry, name) for name in FIELDS}
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json({"number": entry.number, "at": at} | values)


def mark(*, at: datetime, reason: str, last: tuple[int, str] | None) -> str:
    """Return the line that says that the log begins anew here, as after a restored backup."""
    number, hash_ = last or (0, "")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _json({"mark": "restart", "at": moment, "reason": reason, "last_number": number, "last_hash": hash_})


def _json(values: dict) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
