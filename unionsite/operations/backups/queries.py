"""Reads about backups: what this program is, how old the last good ones are, and what of it is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.core.health import NotHealthy
from unionsite.core.models import JobRun
from unionsite.operations.backups.choices import CONFIGURED, RunKind, State
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.backups.rules import is_late


def known_migrations() -> set[tuple[str, str]]:
    """Return every migration of this program, those that others replace too."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return set(loader.disk_migrations) | replaced


def is_configured() -> bool:
    return bool(settings.BACKUP_RECIPIENTS)


@dataclass(frozen=True)
class Ages:
    """When the newest good backup and the newest whole drill began; whether each is too old to be at ease with."""

    backup: datetime | None
    drill: datetime | None
    is_backup_late: bool
    is_drill_late: bool


def configured_at() -> datetime | None:
    return JobRun.objects.filter(job=CONFIGURED).values_list("started_at", flat=True).first()


def ages(now: datetime) -> Ages:
    backup, drill = BackupRun.objects.last_good(RunKind.BACKUP, now), BackupRun.objects.last_good(RunKind.DRILL, now)
    good = BackupRun.objects.good(RunKind.BACKUP).begun_by(now)
    first = good.order_by("began_at").values_list("began_at", flat=True).first()
    return Ages(
        backup,
        drill,
        is_late(backup or configured_at(), now, timedelta(hours=settings.BACKUP_MOST_HOURS)),
        is_late(drill or first, now, timedelta(days=settings.BACKUP_DRILL_MOST_DAYS)),
    )


def hours_since(moment: datetime | None, now: datetime) -> int:
    return int((now - moment).total_seconds() // 3600) if moment else 0


def check_backups() -> str:
    """For `/healthz`: fails when a site that makes backups has none that is new enough."""
    if not is_configured():
        return "not configured"
    now = timezone.now()
    found = ages(now)
    if found.backup is None:
        # The first night may still be to come: the dashboard tells of it.
        if found.is_backup_late or BackupRun.objects.filter(kind=RunKind.BACKUP, state=State.FAILED).exists():
            raise NotHealthy("no backup has succeeded yet")
        return "no backup yet"
    if found.is_backup_late:
        raise NotHealthy(f"the last good backup is {hours_since(found.backup, now)} hours old")
    if found.is_drill_late:
        raise NotHealthy("the last drill of restoring is too long ago")
    drill = f"{hours_since(found.drill, now) // 24} days" if found.drill else "none"
    return f"backup {hours_since(found.backup, now)} hours, drill {drill}"


def what_is_wrong(now: datetime) -> str:
    """Return in words what an administrator should look at, "" for nothing."""
    if not is_configured():
        return ""
    found, lines = ages(now), []
    for kind in (RunKind.BACKUP, RunKind.DRILL):
        last = BackupRun.objects.filter(kind=kind).begun_by(now).exclude(state=State.RUNNING).first()
        if last and last.state == State.FAILED:
            lines.append(_("最近一次%(kind)s失败：%(words)s") % {"kind": kind.label, "words": last.words})
    if found.is_backup_late:
        lines.append(_("超过%(hours)d小时没有成功的备份。") % {"hours": settings.BACKUP_MOST_HOURS})
    if found.is_drill_late:
        lines.append(_("超过%(days)d天没有完整的恢复演练。") % {"days": settings.BACKUP_DRILL_MOST_DAYS})
    return "\n".join(lines)


def alarming(now: datetime) -> dict[str, list[str]]:
    """Return the same as an alarm says it: subject and lines, nothing while all is well."""
    if words := what_is_wrong(now):
        return {_("需要处理"): [*words.splitlines(), _("详情见后台“记录”中的“备份与恢复”。")]}
    return {}
