"""Scheduled work on scores."""

from __future__ import annotations

from unionsite.oversight.scores import services


def tend_scores() -> None:
    """Runs daily: the periods go on by themselves, and what is frozen is checked."""
    services.open_following()
    services.check_frozen()
