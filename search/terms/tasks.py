"""Scheduled work on the words that readers look for."""

from django.utils import timezone

from search.terms import services


def forget_search_terms() -> None:
    """Each day: what is old or rare."""
    services.forget_terms(today=timezone.localdate())
