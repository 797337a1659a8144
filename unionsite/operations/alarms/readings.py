"""How the installation is: what alarms judge."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from unionsite.core.clocks import latest
from unionsite.core.models import JobRun
from unionsite.core.outgoing import certificate_until

CERTIFICATE_SECONDS = 6 * 3600


def last_runs() -> Iterator[JobRun]:
    """Yield the newest run of each job that has one: a small query each, as one for all would read every run.
    Runs dated ahead, by a clock that had jumped, are left out."""
    last = latest(timezone.now()).timestamp()
    for name, _path, period, _title in settings.SCHEDULED_JOBS:
        slots = JobRun.objects.filter(job=name, slot__lte=int(last // period))
        if run := slots.order_by("-slot").first():
            yield run


def disks() -> dict[str, tuple[int, int]]:
    """Return free and all bytes of the disks that the site writes to, by folder."""
    found: dict[int, tuple[str, tuple[int, int]]] = {}
    for folder in (Path(settings.VAR_DIR), Path(settings.MEDIA_ROOT)):
        if folder.exists():
            usage = shutil.disk_usage(folder)
            found.setdefault(folder.stat().st_dev, (str(folder), (usage.free, usage.total)))
    return dict(found.values())


def queue() -> tuple[int, datetime | None]:
    """Return how many background tasks wait, and since when the oldest does."""
    waiting = DBTaskResult.objects.ready()
    return waiting.count(), waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()


def certificate() -> datetime | None:
    """Return until when the site's certificate is good, asked four times a day; None without one."""
    return cache.get_or_set("operations:certificate", certificate_until, CERTIFICATE_SECONDS)


def database_bytes(of: BaseDatabaseWrapper = connection) -> int:
    """Return the room that a database takes, whole pages of it, without its log."""
    asked = "SELECT pg_database_size(current_database())"
    if of.vendor == "sqlite":
        asked = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with of.cursor() as cursor:
        cursor.execute(asked)
        return cursor.fetchone()[0]
