"""Scheduled work of the review desk."""

from __future__ import annotations

from django.utils import timezone

from unionsite.publishing.review.services import chasing


def chase_reviewers() -> None:
    """Runs hourly; sends in working hours only."""
    chasing.chase_reviewers(now=timezone.now())
