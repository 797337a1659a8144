"""Numbers of the review desk that the union decides, and the 保密审查 of each version."""

from collections import defaultdict

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from unionsite.publishing.choices import Stage

# Of working days; what is told later than a quarter of a year after has no limit worth the name.
LONGEST = 60


def _hours(label, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )


@register_setting(icon="clipboard-list", order=130)
class ReviewSettings(BaseGenericSetting, ClusterableModel):
    """Limits of the stages in working hours, of which a day has as many as the site's opening hours say, and of
    publishing what happened in working days."""

    first_hours = _hours(_("初审时限（工作小时）"), 8)
    final_hours = _hours(_("终审时限（工作小时）"), 8)
    link_days = models.PositiveSmallIntegerField(
        _("邮件中的审核链接有效期（天）"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
        help_text=_("过期后请从审核工作台打开。打开链接仍须登录。"),
    )
    publish_days = models.PositiveSmallIntegerField(
        _("发布时限（工作日）"),
        default=3,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_("从活动当天的次日起算，到稿件发布为止。超过的在“报告 → 发布及时性”中列为迟发。"),
    )

    panels = [
        MultiFieldPanel([FieldPanel("first_hours"), FieldPanel("final_hours")], heading=_("时限")),
        FieldPanel("link_days"),
        MultiFieldPanel(
            [
                FieldPanel("publish_days"),
                InlinePanel(
                    "section_limits",
                    [FieldPanel("section", widget=forms.Select), FieldPanel("days")],
                    label=_("栏目时限"),
                    help_text=_("个别栏目的时限与上面不同时，在这里添加。"),
                ),
            ],
            heading=_("发布及时性"),
        ),
    ]

    class Meta:
        verbose_name = _("审核设置")
        verbose_name_plural = _("审核设置")

    def hours(self, stage: str) -> int:
        return self.first_hours if stage == Stage.FIRST else self.final_hours

    def workday_limits(self) -> defaultdict[int | None, int]:
        """Working days for publishing an event, by section; any other key has that of all sections (S-3.9)."""
        limits: defaultdict[int | None, int] = defaultdict(lambda: self.publish_days)
        limits.update({limit.section_id: limit.days for limit in self.section_limits.all()})
        return limits


class SecrecyReview(models.Model):
    """Who looked at this very version for personal data and secrets; asked for at 初审, before 终审 (S-1.6)."""

    revision = models.OneToOneField(
        "wagtailcore.Revision", on_delete=models.CASCADE, related_name="secrecy_review", primary_key=True
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("保密审查人"), on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("保密审查时间"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("保密审查")
        verbose_name_plural = _("保密审查")
        default_permissions = ()

    def __str__(self):
        return f"{self.reviewer} {self.reviewed_at:%Y-%m-%d %H:%M}"
