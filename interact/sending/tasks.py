"""Scheduled work on what was begun and not sent."""

from django.utils import timezone

from interact.sending import drafts, staging


def forget_unsent() -> None:
    """Runs each hour: files laid by for a form that was not sent, and drafts that nobody has touched."""
    now = timezone.localtime()
    staging.sweep(now=now)
    drafts.forget_old(now=now)
