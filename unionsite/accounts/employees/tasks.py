"""Scheduled work on employees."""

from __future__ import annotations

from django.utils import timezone

from unionsite.accounts.employees import services


def forget_leavers() -> None:
    """Daily: what was kept to reach people and to let them in goes some months after they have left."""
    services.forget_leavers(now=timezone.now())
