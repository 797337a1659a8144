"""`/healthz`: tells monitors whether the site can work, in an answer for each part; no secret, no stack trace."""

import logging
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.dispatch import Signal
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks_db.models import DBTaskResult

from unionsite import __version__
from unionsite.core import workday_table
from unionsite.core.rate_limits import limits_cache
from unionsite.core.scheduling import HEARTBEAT, HEARTBEAT_SECONDS

logger = logging.getLogger(__name__)
# Sent when a backup was tried, with `done_at`, `is_good` and `words`.
backup_tried = Signal()
OLDEST_WAITING_TASK = timedelta(minutes=10)
LEAST_FREE_BYTES = 500 * 1024 * 1024


class NotHealthy(Exception):
    """A part does not work; the message is shown to anybody who opens `/healthz`."""


def check_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return connection.vendor


def check_cache() -> str:
    token = secrets.token_hex(8)
    for part in (cache, limits_cache()):
        # A new key each time: two monitors may ask at the same moment.
        part.set(f"healthz:{token}", token, 30)
        if part.get(f"healthz:{token}") != token:
            raise NotHealthy("a value written did not come back")
    return "ok"


def check_worker() -> str:
    if settings.TASKS_BACKEND != "database":
        return "tasks run at once"
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if oldest and timezone.now() - oldest > OLDEST_WAITING_TASK:
        raise NotHealthy("the oldest task has waited for more than 10 minutes")
    return "ok"


def check_scheduler() -> str:
    beat = cache.get(HEARTBEAT)
    if beat is None or time.time() - beat > HEARTBEAT_SECONDS:
        raise NotHealthy("no tick for more than 3 minutes")
    return "ok"


def check_disk() -> str:
    free = shutil.disk_usage(settings.VAR_DIR).free
    if free < LEAST_FREE_BYTES:
        raise NotHealthy("less than 500 MB free")
    return f"{free // 2**20} MB free"


def check_calendar() -> str:
    """Never fails: without the holidays the site works with provisional dates. The detail is for people who read it."""
    gap = workday_table.current_calendar().gap(timezone.localdate())
    return "ok" if gap is None else f"the holidays of {gap.year} are not entered"


CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "cache": check_cache,
    "worker": check_worker,
    "scheduler": check_scheduler,
    "disk": check_disk,
    "calendar": check_calendar,
}


@never_cache
def healthz(_request):
    """Answer 200 if all is well, else 503: `{"status": "ok"|"failing", "version", "checks": {name: {"ok", …}}}`."""
    results = {}
    for name, check in CHECKS.items():
        try:
            results[name] = {"ok": True, "detail": check()}
        except NotHealthy as error:
            results[name] = {"ok": False, "detail": str(error)}
        except Exception:  # The failure itself is the report; the log has the reason.
            logger.exception("Health check %s failed", name)
            results[name] = {"ok": False, "detail": "unreachable"}
    healthy = all(result["ok"] for result in results.values())
    answer = {"status": "ok" if healthy else "failing", "version": __version__, "checks": results}
    return JsonResponse(answer, status=200 if healthy else 503)
