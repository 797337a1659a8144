"""Which time is kept of something: of a report only the day, for the minute would tell who was at a desk. Pure."""

from __future__ import annotations

from datetime import datetime

from interact.feedback.channels import Channel
from interact.feedback.rules import is_secret


def kept_moment(channel: Channel | str, now: datetime) -> datetime:
    """`now` must be local; of a report the beginning of its day (security.md 4.1)."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) if is_secret(channel) else now
