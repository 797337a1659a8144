"""Scheduled work on incidents."""

from __future__ import annotations

from unionsite.oversight.incidents import services


def remind_of_reports() -> None:
    """Runs each ten minutes; running it twice does no harm."""
    services.remind_of_reports()
