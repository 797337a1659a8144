"""Jobs that run by the clock: each run claims a row (job, slot), so that many schedulers together run each job once."""

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
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from unionsite.core.clocks import latest
from unionsite.core.models import JobRun
from unionsite.core.queries import is_read_only

logger = logging.getLogger(__name__)
HEARTBEAT = "scheduler-heartbeat"
HEARTBEAT_SECONDS = 180
# No task takes so long.
LONGEST_TASK, TIMES_TRIED = timedelta(hours=1), 2


def run_due(now: float | None = None) -> list[str]:
    """Run every job whose current slot is unclaimed; return their names. A failing job does not stop the others.

    While the site is closed to writing, the jobs that change what readers see wait (T100).
    """
    now = time.time() if now is None else now
    cache.set(HEARTBEAT, now, HEARTBEAT_SECONDS * 10)
    ran = []
    waiting = settings.JOBS_THAT_PUBLISH if is_read_only() else frozenset()
    for name, dotted_path, period, _title in settings.SCHEDULED_JOBS:
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


def free_slots_to_come() -> None:
    """Free the slots that were claimed under a clock that had jumped ahead. Only where the own clock has just been set
    back: of two machines whose clocks differ for long, one would else free what the other claims, again and again."""
    JobRun.objects.filter(started_at__gt=latest(timezone.now())).delete()


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


def clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


class WorkerLost(Exception):
    """Twice the worker died while it was at work on a task."""


def repeat_broken_tasks() -> None:
    """Give tasks whose worker died (they would be running for ever) to another one, once; who breaks off again has
    failed, as it may be what kills the workers. Tasks may run twice, so one that still runs does no harm."""
    if settings.TASKS_BACKEND != "database":
        return
    now = timezone.now()
    for row in DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_TASK):
        # Only as it was read: it may have ended just now.
        as_read = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        # Each worker that takes a task adds itself.
        if len(row.worker_ids) < TIMES_TRIED:
            # It waits from now on: nobody is to be told of a queue that stands still.
            as_read.update(status=TaskResultStatus.READY, enqueued_at=now)
            logger.warning("Task %s of %s is tried again: its worker was lost", row.task_path, row.started_at)
        else:
            error = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
            as_read.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=error)
            logger.error("Task %s of %s was lost with its worker twice", row.task_path, row.started_at)


def prune_runs() -> None:
    """Keep 14 days of tasks and 30 of jobs' runs. The newest run of each job stays: its slot is not claimed again."""
    if settings.TASKS_BACKEND == "database":
        call_command("prune_db_task_results", min_age_days=14, verbosity=0)
    newest = JobRun.objects.values("job").annotate(newest=Max("pk")).values("newest")
    old = JobRun.objects.filter(started_at__lt=timezone.now() - timedelta(days=30))
    old.exclude(pk__in=newest).delete()
