"""Scheduled work on the copy."""

from __future__ import annotations

from django.conf import settings

from unionsite.operations.copies.services.renewing import renew


def renew_copy() -> None:
    """Runs each minute, for some seconds, while the copy is switched on."""
    if settings.STATIC_COPY:
        renew()
