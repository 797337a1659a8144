"""What was backed up and tried, when, and how it ended."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from unionsite.core.clocks import latest
from unionsite.operations.backups.choices import RunKind, State


class BackupRunQuerySet(models.QuerySet):
    def good(self, kind: RunKind) -> BackupRunQuerySet:
        return self.filter(kind=kind, state=State.GOOD)

    def done(self) -> BackupRunQuerySet:
        return self.filter(state__in=(State.GOOD, State.PARTLY))

    def begun_by(self, now: datetime) -> BackupRunQuerySet:
        """Leave out what a clock that had jumped ahead wrote."""
        return self.filter(began_at__lte=latest(now))

    def last_good(self, kind: RunKind, now: datetime) -> datetime | None:
        """When the newest good one began: a backup is as old as what it holds."""
        return self.good(kind).begun_by(now).aggregate(last=Max("began_at"))["last"]


class BackupRun(models.Model):
    """One backup, or one drill of restoring it (S-6.4). `digest` is the SHA-256 of the sealed file; `words` tells
    people what was found, or why it failed."""

    kind = models.CharField(_("种类"), max_length=10, choices=RunKind.choices)
    state = models.CharField(_("结果"), max_length=10, choices=State.choices, default=State.RUNNING)
    began_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    name = models.CharField(_("文件"), max_length=100, blank=True)
    place = models.CharField(_("存放位置"), max_length=300, blank=True)
    size = models.BigIntegerField(_("大小"), default=0)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    files = models.PositiveIntegerField(_("文件数"), default=0)
    rows = models.PositiveBigIntegerField(_("数据行数"), default=0)
    words = models.TextField(_("说明"), blank=True)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("备份记录")
        default_permissions = ("view",)
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["kind", "state", "-began_at"], name="backup_run_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.name}"
