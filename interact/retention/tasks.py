"""Scheduled work of the retention periods."""

from __future__ import annotations

from django.utils import timezone

from interact.retention import services


def purge_cases() -> None:
    """Daily."""
    services.purge(now=timezone.localtime())
