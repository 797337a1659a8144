"""Scheduled work on contributions."""

from __future__ import annotations

from django.utils import timezone

from unionsite.publishing.contributions import services


def pass_on_without_head() -> None:
    """Hourly: what waits for a head whom the department no longer has goes to the editors."""
    services.pass_on_without_head(now=timezone.now())


def forget_contributions() -> None:
    """Daily: drafts that nobody went on with, and pictures of pieces that came to nothing (PIPL 47)."""
    services.forget(now=timezone.now())
