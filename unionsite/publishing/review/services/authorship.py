"""Whose words a page holds that somebody else saved: they are its writers as well (S-3.6)."""

from __future__ import annotations

from collections.abc import Iterable

from wagtail.log_actions import log
from wagtail.models import Page

from unionsite.accounts.models import User
from unionsite.publishing.review import queries


def note_writers(page: Page, numbers: Iterable[int]) -> None:
    """Enter into the page's history that words of these people came into it; each once."""
    for user in User.objects.filter(pk__in=set(numbers) - queries.writers(page)).order_by("pk"):
        log(instance=page, action=queries.TAKEN_OVER, user=user)
