"""Scheduled work on discussions."""

from __future__ import annotations

from interact.discussions import services


def tell_moderators() -> None:
    """Runs each hour; running it twice sends no second mail."""
    services.tell_moderators()
