"""Scheduled work: beginning backups and drills in processes of their own."""

import subprocess
import sys

from django.conf import settings
from django.utils import timezone

from unionsite.core.models import JobRun
from unionsite.operations.backups.choices import CONFIGURED, RunKind
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.queries import is_configured
from unionsite.operations.backups.rules import is_due

# Minutes of work at night must hold up neither the scheduler's other jobs nor the worker's mails.
_begun: list[subprocess.Popen] = []


def begin_due() -> None:
    """Begin the daily backup or the weekly drill when it is due; the other waits for the next look."""
    _begun[:] = [process for process in _begun if process.poll() is None]
    if not is_configured():
        JobRun.objects.filter(job=CONFIGURED).delete()
        return
    JobRun.objects.get_or_create(job=CONFIGURED, slot=0)
    if _begun:
        return
    now = timezone.localtime()
    if _is_due(RunKind.BACKUP, now, settings.BACKUP_HOUR):
        _begin("backup")
    elif _is_due(RunKind.DRILL, now, min(settings.BACKUP_HOUR + 1, 23), settings.BACKUP_DRILL_WEEKDAY):
        _begin("drill_restore")


def _is_due(kind: RunKind, now, hour: int, weekday: int = 0) -> bool:
    runs = BackupRun.objects.filter(kind=kind).begun_by(now)
    # A drill that could only be partly done is done.
    good = runs.done().order_by("-began_at").values_list("began_at", flat=True).first()
    return is_due(now, hour, good, list(runs.values_list("began_at", flat=True)[:5]), weekday)


def _begin(command: str) -> None:
    line = [sys.executable, str(settings.BASE_DIR / "manage.py"), command]
    _begun.append(subprocess.Popen(line, stdout=subprocess.DEVNULL))  # noqa: S603  (our own command)
