"""Jobs that run by the clock: each run claims a row (job, slot), so that many schedulers together run each job once."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string

from unionsite.core.models import JobRun
from unionsite.core.queries import is_read_only

logger = logging.getLogger(__name__)
HEARTBEAT = "scheduler-heartbeat"
HEARTBEAT_SECONDS = 180


def run_due(now: float | None = None) -> list[str]:
    """Run every job whose current slot is unclaimed; return their names. A failing job does not stop the others.

    While the site is closed to writing, the jobs that change what readers see wait (T100).
    """
    now = time.time() if now is None else now
    cache.set(HEARTBEAT, now, HEARTBEAT_SECONDS * 10)
    ran = []
    waiting = settings.JOBS_THAT_PUBLISH if is_read_only() else frozenset()
    for name, dotted_path, period in settings.SCHEDULED_JOBS:
        if name in waiting:
            continue
        try:
            with transaction.atomic():
                run = JobRun.objects.create(job=name, slot=int(now // period))
        except IntegrityError:
            continue
        try:
            import_string(dotted_path)()
        except Exception as error:  # The other jobs must run whatever this one raises; the row keeps the reason.
            logger.exception("Scheduled job %s failed", name)
            run.error = f"{type(error).__name__}: {error}"[:2000]
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at", "error"])
        ran.append(name)
    return ran


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


def prune_task_results() -> None:
    if settings.TASKS_BACKEND == "database":
        call_command("prune_db_task_results", min_age_days=14, verbosity=0)


def prune_job_runs() -> None:
    """Keep 30 days of runs. The newest run of each job always stays, so that its slot cannot be claimed again."""
    newest = JobRun.objects.values("job").annotate(newest=Max("pk")).values("newest")
    old = JobRun.objects.filter(started_at__lt=timezone.now() - timedelta(days=30))
    old.exclude(pk__in=newest).delete()
