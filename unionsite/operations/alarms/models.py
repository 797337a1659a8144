"""What is wrong with the installation, one row for each matter from its beginning to its end."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from unionsite.operations.alarms.rules import AlarmKind


class Alarm(models.Model):
    """`told_at` is when the last mail about it went out; `ended_at` is None while it stands."""

    kind = models.CharField(_("类别"), max_length=20, choices=AlarmKind.choices)
    subject = models.CharField(_("对象"), max_length=200)
    text = models.TextField(_("情况和处理办法"), blank=True)
    since = models.DateTimeField(_("发生时间"))
    seen_at = models.DateTimeField(_("最近一次发现"))
    told_at = models.DateTimeField(_("最近一次通知"), null=True)
    ended_at = models.DateTimeField(_("恢复时间"), null=True)

    class Meta:
        verbose_name = _("运行告警")
        ordering = ["-since", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(ended_at=None), name="operations_one_alarm")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.subject}"

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()
