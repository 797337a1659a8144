"""What questionnaires and activities share: who has taken part, and what the rules ask of them, as settings."""

from django.conf import settings
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from interact.cases.models.case import number_field
from interact.cases.receipts import new_key
from unionsite.core.generation import ACTIVITIES, remembered_of


class ParticipationQuerySet(QuerySet):
    def of(self, activity):
        """Filter to those who took part in an activity (a page, or its translation key)."""
        return self.filter(activity=getattr(activity, "translation_key", activity))


class Participation(models.Model):
    """The fact that somebody has taken part in an activity, or in a questionnaire where each person has one answer.

    Where what they chose is secret, nothing links this row to it: no key, no time, no order of arrival (0045, 0054).
    """

    # A whole number: SQLite keeps rows in the order of such keys, but of no others.
    id = models.BigAutoField(primary_key=True, default=new_key)
    # The translation key of the page, which all languages share.
    activity = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    has_rated = models.BooleanField(_("已评价"), default=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("参加记录")
        verbose_name_plural = _("参加记录")
        constraints = [models.UniqueConstraint(fields=["activity", "person"], name="once_in_an_activity")]

    def __str__(self):
        return str(self._meta.verbose_name)


@register_setting(icon="date", order=137)
class ActivitySettings(BaseGenericSetting):
    """What the rules ask of every activity (S-5.4, S-5.5), and how long written words of sign-ups are kept."""

    publicity_days = number_field(_("宣传天数"), 0, 60, default=3, help_text=_("宣传稿件发布满这些天，活动才能开始。"))
    summary_days = number_field(
        _("总结期限（工作日）"), 0, 60, default=10, help_text=_("活动结束后，在这些工作日内发布总结。")
    )

    written_days = number_field(
        _("报名内容的保存天数"),
        0,
        1095,
        default=90,
        help_text=_("活动结束满这些天，自动删除随行人员的姓名和报名时填写的内容，人数不变。"),
    )

    panels = [
        FieldRowPanel([FieldPanel("publicity_days"), FieldPanel("summary_days")]),
        FieldPanel("written_days"),
    ]

    class Meta:
        verbose_name = _("活动设置")
        verbose_name_plural = _("活动设置")


@remembered_of(ACTIVITIES)
def activity_settings() -> ActivitySettings:
    """Return the settings from memory, until `receivers` see a change."""
    return ActivitySettings.load()
