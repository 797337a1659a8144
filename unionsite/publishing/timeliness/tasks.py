"""Scheduled work on pieces that are due."""

from __future__ import annotations

from django.utils import timezone

from unionsite.publishing.timeliness import services


def tell_of_missed() -> None:
    """Runs every ten minutes."""
    services.tell_of_missed(now=timezone.now())
