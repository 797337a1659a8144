"""Scheduled work on duties."""

from __future__ import annotations

from django.utils import timezone

from unionsite.oversight.duties.services import register


def remind() -> None:
    """Runs hourly."""
    register.remind(now=timezone.now())
