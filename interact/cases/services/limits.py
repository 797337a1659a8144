"""The limits of the clock as a whole: the stricter numbers of several local rules in one click."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import LogContext

from interact.cases import sla
from interact.cases.models.settings import FeedbackSettings
from unionsite.accounts.models import User


@transaction.atomic
def apply_strict(*, actor: User) -> FeedbackSettings:
    """Take over `sla.STRICT`, for cases that come in from then on; nothing is recorded where nothing changes."""
    settings = FeedbackSettings.load()
    strict = sla.STRICT.as_json()
    changed = {name: number for name, number in strict.items() if getattr(settings, name) != number}
    if not changed:
        return settings
    for name, number in changed.items():
        setattr(settings, name, number)
    # Recorded as every change of these settings is, by `receivers`.
    with LogContext(user=actor):
        settings.save()
    return settings
