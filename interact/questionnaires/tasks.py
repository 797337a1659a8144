"""Scheduled work on questionnaires."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from interact.questionnaires import rules
from interact.questionnaires.models import QuestionnairePage
from unionsite.core import generation

_LAST_RUN = "interact-deadlines-seen"


def refresh_after_deadlines(now: datetime | None = None) -> bool:
    """Let caches forget pages if a questionnaire has opened or closed since the last run; return whether they do.

    They also do so at the first run of a day while a deadline is running, because pages say how many days are left, and
    when the time of the last run is not known.
    """
    now = timezone.localtime(now)
    since = cache.get(_LAST_RUN)
    cache.set(_LAST_RUN, now, None)
    moments = list(QuestionnairePage.objects.live().values_list("opens_at", "closes_at"))
    is_new_day = since is not None and since.date() != now.date()
    due = (
        since is None
        or rules.changed_between((moment for pair in moments for moment in pair), since, now)
        or (is_new_day and any(closes_at and closes_at > now for _opens_at, closes_at in moments))
    )
    if due:
        generation.bump()
    return due
