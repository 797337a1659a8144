"""Scheduled work on sign-ups."""

from __future__ import annotations

from interact.signups import services


def remind_of_signups() -> None:
    """Runs every ten minutes."""
    services.remind()
