"""Signed addresses of a stage of review for mails; they say nothing of the piece and are void after some days."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from unionsite.publishing.review.models import ReviewSettings

LINK_SALT = "publishing.review-link"


def review_link(task_state_id: int) -> str:
    """Path of the link to a stage of review."""
    return reverse("publishing_desk:link", args=[signing.dumps(task_state_id, salt=LINK_SALT)])


def stage_in_link(token: str) -> int:
    """Number of the stage. Raises SignatureExpired or BadSignature."""
    return signing.loads(token, salt=LINK_SALT, max_age=timedelta(days=ReviewSettings.load().link_days))
