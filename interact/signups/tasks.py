"""Scheduled work on sign-ups."""

from __future__ import annotations

from interact.signups import services


def tend_signups() -> None:
    """Remind of what is held tomorrow, and forget what was written for what is long over; runs every ten minutes."""
    services.remind()
    services.forget_written()
