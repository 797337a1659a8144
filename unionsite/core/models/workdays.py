"""The administrator's table of working days: what the State Council's notice says before chinesecalendar knows it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import DayKind


class WorkdayOverride(models.Model):
    """One day that is not what its weekday says; counts before chinesecalendar. Written by publishing's services."""

    date = models.DateField(_("日期"), unique=True)
    kind = models.CharField(_("安排"), max_length=4, choices=DayKind, default=DayKind.REST)
    name = models.CharField(
        _("名称"), max_length=40, blank=True, help_text=_("节日名称，如“国庆节”。调休上班的日子写它所属的节日。")
    )
    source_url = models.URLField(
        _("依据网址"), max_length=300, blank=True, help_text=_("国务院办公厅放假通知的网址；单位自定的日子可以不填。")
    )

    class Meta:
        verbose_name = _("工作日安排")
        verbose_name_plural = _("工作日安排")
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=DayKind.values), name="workday_kind_is_known")
        ]

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()} {self.name}".rstrip()
