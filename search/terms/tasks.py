"""Scheduled work on the words that readers look for."""

from django.utils import timezone

from search.terms import services


def forget_search_terms() -> None:
    """Daily job: forget old and rare terms."""
    services.forget_terms(today=timezone.localdate())
