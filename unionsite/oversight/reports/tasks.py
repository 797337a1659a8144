"""Scheduled work on reports."""

from __future__ import annotations

from unionsite.oversight.reports import services


def compile_ended() -> None:
    """Runs daily; running it twice does no harm."""
    services.compile_ended()
