"""Scheduled work on uploaded rolls."""

from __future__ import annotations

from django.utils import timezone

from unionsite.accounts.roll import services


def purge_roll_files() -> None:
    """Hourly: uploaded rolls live for a day at most."""
    services.forget_old_imports(now=timezone.now())
