"""Scheduled work on activities."""

from __future__ import annotations

from datetime import datetime

from interact.activities import services


def tend_activities(now: datetime | None = None) -> None:
    """Announce what has opened, note the figures of what has ended, remind of summaries; runs each minute."""
    services.announce_open(now)
    services.close_ended(now)
    services.remind_of_summaries(now)
