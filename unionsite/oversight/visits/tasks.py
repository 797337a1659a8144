"""Scheduled work on visits."""

from __future__ import annotations

from django.utils import timezone

from unionsite.oversight.visits import services


def gather_months() -> None:
    """Runs daily."""
    services.gather_months(today=timezone.localdate())
