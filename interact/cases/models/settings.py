"""Settings of the channels: who handles what, limits, retention periods, and saved wordings."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from interact.cases.models.case import number_field
from interact.cases.sla import Limits
from interact.channels.records import Channel


class ChannelRouting(models.Model):
    """Who gets what comes in by a channel; `setup_site` makes one row for each channel."""

    channel = models.CharField(_("渠道"), max_length=12, choices=Channel.choices, unique=True)
    is_open = models.BooleanField(_("开放"), default=True, help_text=_("关闭后页面仍在，不再接收新的内容。"))
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("默认承办部门"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("受理时预先选好，可以改。"),
    )
    handlers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("办理人"),
        blank=True,
        related_name="+",
        help_text=_("只用于按人办理的渠道（投诉举报、主席信箱、困难帮扶、法律援助）：只有这里的人能看到新收到的内容。"),
    )
    deputies = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("备用办理人"),
        blank=True,
        related_name="+",
        help_text=_("办理人都须回避时，由他们办理。"),
    )

    class Meta:
        verbose_name = _("渠道设置")
        ordering = ["pk"]
        default_permissions = ("change", "view")

    def __str__(self):
        return self.get_channel_display()


@register_setting(icon="time", order=135)
class FeedbackSettings(BaseGenericSetting):
    """Limits (requirements.md 2.2) and retention (security.md 5). Changed limits hold for cases that come in later."""

    acknowledge = number_field(_("受理（工作日）"), 1, 30, default=1)
    correction = number_field(_("网站纠错答复（工作日）"), 1, 60, default=3)
    general = number_field(_("一般事项答复（工作日）"), 1, 60, default=5)
    opinion = number_field(_("复杂事项初步意见（工作日）"), 1, 90, default=15)
    progress = number_field(_("复杂事项进展间隔（工作日）"), 1, 90, default=10)
    close_days = number_field(_("办结（自然日）"), 1, 365, default=60)
    extension_days = number_field(_("最长延期（自然日）"), 1, 180, default=30)
    remind_before = number_field(_("到期前提醒（工作日）"), 1, 10, default=1)
    chase_after = number_field(_("逾期后催办（工作日）"), 1, 10, default=1)
    committee_after = number_field(_("逾期后报告委员会（工作日）"), 1, 30, default=5)
    reopen_days = number_field(_("答复后可要求重新办理（自然日）"), 1, 180, default=30)

    identity_days = number_field(_("姓名和联系方式（结束后的天数）"), 1, 1095, default=180)
    body_years = number_field(_("内容和附件（结束后的年数）"), 1, 10, default=3)
    declined_days = number_field(_("不予受理的内容（天数）"), 1, 365, default=30)
    warn_days = number_field(_("清除前提醒（天数）"), 1, 60, default=14)
    smallest_group = number_field(
        _("公开数据的最少件数"),
        1,
        50,
        default=5,
        help_text=_("少于这个数的月份，公开页面只写“少于5件”，以免认出人来。"),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("acknowledge"), FieldPanel("correction"), FieldPanel("general")]),
                FieldRowPanel([FieldPanel("opinion"), FieldPanel("progress")]),
                FieldRowPanel([FieldPanel("close_days"), FieldPanel("extension_days"), FieldPanel("reopen_days")]),
            ],
            heading=_("期限"),
            help_text=_("改动只用于此后收到的诉求；已经收到的按当时告知职工的期限办理。"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("remind_before"), FieldPanel("chase_after"), FieldPanel("committee_after")],
                )
            ],
            heading=_("提醒"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("identity_days"), FieldPanel("body_years")]),
                FieldRowPanel([FieldPanel("declined_days"), FieldPanel("warn_days")]),
            ],
            heading=_("保存期限"),
            help_text=_("到期自动清除，保全中的和没有办完的除外。缩短期限只用于此后清除，告知职工的版本随之更新。"),
        ),
        FieldPanel("smallest_group"),
    ]

    class Meta:
        verbose_name = _("诉求办理设置")

    def limits(self) -> Limits:
        return Limits.from_json({name: getattr(self, name) for name in Limits.__dataclass_fields__})


class ConsentText(models.Model):
    """The wording of a privacy notice that senders agreed to, stored once for each version (PIPL 14, 17; G22)."""

    version = models.CharField(_("版本"), max_length=40, unique=True)
    text = models.TextField(_("告知内容"))
    first_used_on = models.DateField(_("启用日期"), auto_now_add=True)

    class Meta:
        verbose_name = _("个人信息告知")
        default_permissions = ()

    def __str__(self):
        return self.version


class SavedReply(models.Model):
    """A text that handlers use often; an empty `channel` means all channels."""

    title = models.CharField(_("名称"), max_length=60)
    channel = models.CharField(_("渠道"), max_length=12, choices=Channel.choices, blank=True)
    text = models.TextField(_("内容"), max_length=2000)

    class Meta:
        verbose_name = _("常用语")
        ordering = ["title"]

    def __str__(self):
        return self.title
