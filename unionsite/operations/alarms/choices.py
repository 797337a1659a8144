"""What may be wrong with the installation, in words."""

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "operations.view_alarm"
# An alarm that stands is told again after this.
TOLD_AGAIN = timedelta(days=1)
# One that is looked after has ended when it was not seen for so long.
WELL_AFTER = timedelta(minutes=30)


class Kind(TextChoices):
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
