"""Scheduled work of the retention periods."""

from __future__ import annotations

from django.utils import timezone

from interact.retention import services


def purge_cases() -> None:
    """Runs daily."""
    services.purge(now=timezone.localtime())
