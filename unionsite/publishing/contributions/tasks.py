"""Scheduled jobs of contributions."""

from __future__ import annotations

from django.utils import timezone

from unionsite.publishing.contributions import services


def pass_on_without_head() -> None:
    """Hand on to the editors the pieces whose department has no head left; runs every hour."""
    services.pass_on_without_head(now=timezone.now())


def forget_contributions() -> None:
    """Delete abandoned drafts, and pictures of declined and withdrawn pieces (PIPL 47); runs every day."""
    services.forget(now=timezone.now())
