"""Counts addresses that readers missed, by day and path, never by person; and forgets them again."""

from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from unionsite.core.tally import Tally
from unionsite.oversight.health.choices import MISS_DAYS
from unionsite.oversight.health.models import MissedAddress
from unionsite.oversight.health.rules import missed_path

# Limits, so that nobody can fill the memory or the table with made-up addresses.
MOST_BUFFERED = 500
MOST_A_DAY = 1000

Key = tuple[date, str]
Count = tuple[int, str]


def note_miss(*, path: str, referrer: str) -> None:
    """Count in memory that somebody missed an address; of `referrer` the path is kept, if it is a page of ours."""
    if not (missed := missed_path(path, quiet=settings.QUIET_PATHS)):
        return
    came_from = own_path(referrer)

    def count(before: Count | None) -> Count:
        number, known = before or (0, "")
        return number + 1, came_from or known

    counted.note((timezone.localdate(), missed), count)


def own_path(referrer: str) -> str:
    try:
        parts = urlsplit(referrer)
    except ValueError:
        return ""
    is_own = f"{parts.scheme}://{parts.netloc}" == settings.BASE_URL
    return missed_path(parts.path, quiet=settings.QUIET_PATHS) if is_own else ""


@transaction.atomic
def add_counts(counts: Mapping[Key, Count]) -> None:
    """Add (times, page it came from) by (day, path). Always in the same order, so that processes doing the same wait
    for each other instead of deadlocking."""
    for (day, path), (number, came_from) in sorted(counts.items()):
        known = MissedAddress.objects.filter(day=day, path=path)
        fresh = {"came_from": came_from} if came_from else {}
        if known.update(count=F("count") + number, **fresh):
            continue
        if MissedAddress.objects.filter(day=day).count() >= MOST_A_DAY:
            continue
        rows = [MissedAddress(day=day, path=path)]
        # Another process may have made the row in between.
        MissedAddress.objects.bulk_create(rows, ignore_conflicts=True)
        known.update(count=F("count") + number, **fresh)


counted: Tally[Key, Count] = Tally(name="Missed addresses", write=add_counts, most=MOST_BUFFERED)


def forget_misses(*, today: date | None = None) -> int:
    today = today or timezone.localdate()
    return MissedAddress.objects.filter(day__lt=today - timedelta(days=MISS_DAYS)).delete()[0]
