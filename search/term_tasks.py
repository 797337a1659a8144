"""Scheduled work on the words that readers look for."""

from django.utils import timezone

from search import services_terms


def forget_search_terms() -> None:
    """Each day: what is old or rare."""
    services_terms.forget_terms(today=timezone.localdate())
