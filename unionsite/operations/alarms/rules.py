"""What may be wrong with the installation, in words, and when it is wrong enough to tell somebody."""

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "operations.view_alarm"
# An alarm that stands is told again after this.
TOLD_AGAIN = timedelta(days=1)
# One that is looked after has ended when it was not seen for so long.
WELL_AFTER = timedelta(minutes=30)


class AlarmKind(TextChoices):
    JOB = "job", _("定时任务")
    SCHEDULER = "scheduler", _("定时程序")
    QUEUE = "queue", _("后台任务")
    BACKUP = "backup", _("备份")
    DRILL = "drill", _("恢复演练")
    DISK = "disk", _("磁盘空间")
    CERTIFICATE = "certificate", _("安全证书")
    CACHE = "cache", _("缓存服务")
    MAIL = "mail", _("发信服务")
    SCANNER = "scanner", _("杀毒程序")
    INTEGRITY = "integrity", _("内容核对")
    SHIPPING = "shipping", _("日志外送")
    COPY = "copy", _("静态副本")
    UNIT = "unit", _("系统服务")
    UPDATE = "update", _("升级")


GIB = 2**30
LEAST_FREE = GIB
MOST_ASKED = 10 * GIB
CERTIFICATE_DAYS = 14
OLDEST_WAITING = timedelta(minutes=10)
LONGEST_JOB = timedelta(hours=3)
SILENCE_OF_SCHEDULER = 600


def is_disk_low(free: int, total: int) -> bool:
    """Below a tenth, of large disks below 10 GiB, of small ones below 1 GiB."""
    return free < max(LEAST_FREE, min(total // 10, MOST_ASKED))


def is_near_its_end(until: datetime, now: datetime) -> bool:
    return until - now < timedelta(days=CERTIFICATE_DAYS)


def is_stuck(enqueued_at: datetime, now: datetime) -> bool:
    return now - enqueued_at > OLDEST_WAITING


def is_unfinished(started_at: datetime, finished_at: datetime | None, now: datetime) -> bool:
    return finished_at is None and now - started_at > LONGEST_JOB


def is_to_be_told(told_at: datetime | None, now: datetime, again_after: timedelta) -> bool:
    return told_at is None or now - told_at >= again_after
