"""Scheduled work on goals."""

from __future__ import annotations

from unionsite.oversight.goals import services


def remind_of_tasks() -> None:
    """Runs hourly; running it twice does no harm."""
    services.remind_of_tasks()
