"""Scheduled work on freshness."""

from __future__ import annotations

from unionsite.oversight.freshness import services


def check_freshness() -> None:
    """Runs daily."""
    services.check_freshness()
