"""Scheduled work on findings."""

from __future__ import annotations

from unionsite.oversight.findings import services


def chase_owners() -> None:
    """Runs hourly."""
    services.chase_owners()
