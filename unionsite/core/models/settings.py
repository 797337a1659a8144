"""Settings that administrators make for the whole site (S-1.3), its working days, and the runs of scheduled jobs."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import classproperty
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from unionsite.core.choices import UrgentNotice
from unionsite.core.queries import settings_of, site_by_id
from unionsite.core.workdays import CLOSES, LUNCH, OPENS, DayKind, OpeningHours


@register_setting(icon="cog", order=100)
class SiteSettings(BaseSiteSetting):
    """One row for each site; `REQUIRED` may not be empty on a deployed site (check `core.E001`). All texts, which
    readers see, are changed by two people (`accounts.public_words`); the urgent notice is one of a few fixed ones."""

    REQUIRED = ("union_name", "icp_number", "police_number", "report_phone", "report_email", "address", "phone")

    union_name = models.CharField(_("工会全称"), max_length=80, blank=True)
    union_name_en = models.CharField(_("工会全称（英文）"), max_length=160, blank=True)
    short_name = models.CharField(_("简称"), max_length=20, blank=True, help_text=_("手机页头使用，如“晨桥工会”。"))
    short_name_en = models.CharField(_("简称（英文）"), max_length=60, blank=True)
    tagline = models.CharField(_("一句话介绍"), max_length=60, blank=True)
    tagline_en = models.CharField(_("一句话介绍（英文）"), max_length=120, blank=True)

    icp_number = models.CharField(_("ICP备案号"), max_length=40, blank=True)
    police_number = models.CharField(_("公安备案号"), max_length=60, blank=True)
    report_phone = models.CharField(_("违法和不良信息举报电话"), max_length=40, blank=True)
    report_email = models.EmailField(_("违法和不良信息举报邮箱"), blank=True)

    address = models.CharField(_("地址"), max_length=120, blank=True)
    address_en = models.CharField(_("地址（英文）"), max_length=200, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    email = models.EmailField(_("联系邮箱"), blank=True)
    office_hours = models.CharField(_("办公时间"), max_length=80, blank=True)
    office_hours_en = models.CharField(_("办公时间（英文）"), max_length=120, blank=True)
    opens_at = models.TimeField(_("上班时间"), default=OPENS)
    closes_at = models.TimeField(_("下班时间"), default=CLOSES)
    lunch_from = models.TimeField(_("午休开始"), default=LUNCH[0], null=True, blank=True)
    lunch_until = models.TimeField(_("午休结束"), default=LUNCH[1], null=True, blank=True)
    footer_note = models.CharField(_("页脚说明"), max_length=160, blank=True)
    footer_note_en = models.CharField(_("页脚说明（英文）"), max_length=240, blank=True)
    work_note = models.CharField(
        _("维护通知"),
        max_length=200,
        blank=True,
        help_text=_("写明什么时候、哪些功能受影响，如“今晚22点至24点系统维护，期间不能报名和投票”。"),
    )
    work_note_en = models.CharField(_("维护通知（英文）"), max_length=300, blank=True)
    work_from = models.DateTimeField(_("开始显示"), null=True, blank=True)
    work_until = models.DateTimeField(_("停止显示"), null=True, blank=True)

    # One of a few fixed texts: it goes out at once, and the committee is told.
    urgent_notice = models.CharField(_("紧急通知"), max_length=20, choices=UrgentNotice, blank=True, db_default="")
    urgent_from = models.DateTimeField(_("紧急通知开始显示"), null=True, blank=True)
    urgent_until = models.DateTimeField(_("紧急通知停止显示"), null=True, blank=True)

    # Nothing can be sent or saved anywhere while this is on (`oversight.incidents.switches`); here, because every page
    # has the settings at hand.
    is_read_only = models.BooleanField(default=False, editable=False)
    # False while the site is being built: staff alone see it (`core.errors.being_built`). `setup_site` lays a new site
    # so, and two people open it (`operations.opening`).
    is_open = models.BooleanField(default=True, db_default=True, editable=False)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("union_name"), FieldPanel("union_name_en")]),
                FieldRowPanel([FieldPanel("short_name"), FieldPanel("short_name_en")]),
                FieldRowPanel([FieldPanel("tagline"), FieldPanel("tagline_en")]),
            ],
            heading=_("名称"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("icp_number"), FieldPanel("police_number")]),
                FieldRowPanel([FieldPanel("report_phone"), FieldPanel("report_email")]),
            ],
            heading=_("备案与举报"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("address"), FieldPanel("address_en")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldRowPanel([FieldPanel("office_hours"), FieldPanel("office_hours_en")]),
                FieldRowPanel([FieldPanel("footer_note"), FieldPanel("footer_note_en")]),
            ],
            heading=_("联系方式"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldRowPanel([FieldPanel("lunch_from"), FieldPanel("lunch_until")]),
            ],
            heading=_("工作时间"),
            help_text=_("审核和答复的期限按这里的时间计算。没有午休的，两项都不填。"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("work_note"), FieldPanel("work_note_en")]),
                FieldRowPanel([FieldPanel("work_from"), FieldPanel("work_until")]),
            ],
            heading=_("维护通知"),
            help_text=_("文字经另一位复核后，到时间自动显示在所有公开页面的上方，过了时间自动撤下。"),
        ),
        MultiFieldPanel(
            [FieldPanel("urgent_notice"), FieldRowPanel([FieldPanel("urgent_from"), FieldPanel("urgent_until")])],
            heading=_("紧急通知"),
            help_text=_(
                "来不及复核时，从这几句里选一句：保存后立即生效，同时发邮件告知工会委员会。提前撤下的，改停止时间。"
            ),
        ),
    ]

    @classproperty
    def WORDS(cls) -> list[str]:
        return [field.name for field in cls._meta.fields if isinstance(field, models.CharField) and not field.choices]

    class Meta:
        verbose_name = _("网站信息")

    def __str__(self):
        return str(self._meta.verbose_name)

    def save(self, *args, **kwargs):
        # Who edits the words must not write back what was switched meanwhile.
        if not self._state.adding and kwargs.get("update_fields") is None:
            switches = {"id", "is_open", "is_read_only"}
            kwargs["update_fields"] = [field.name for field in self._meta.concrete_fields if field.name not in switches]
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        work, urgent = (self.work_from, self.work_until), (self.urgent_from, self.urgent_until)
        if self.work_note and not all(work):
            raise ValidationError({"work_until": _("请填写维护通知从什么时候显示到什么时候。")})
        if self.urgent_notice and not all(urgent):
            raise ValidationError({"urgent_until": _("请填写紧急通知从什么时候显示到什么时候。")})
        for field, span in (("work_until", work), ("urgent_until", urgent)):
            if all(span) and span[1] <= span[0]:
                raise ValidationError({field: _("停止显示的时间应当晚于开始显示的时间。")})
        self._check_hours()

    def _check_hours(self) -> None:
        if (self.lunch_from is None) != (self.lunch_until is None):
            raise ValidationError({"lunch_until": _("午休的开始和结束要么都填，要么都不填。")})
        if self.opens_at is None or self.closes_at is None:
            return
        try:
            self.opening_hours.periods()
        except ValueError:
            message = _("请按先后填写：上班、午休开始、午休结束、下班。")
            raise ValidationError({"closes_at": message}) from None

    @property
    def opening_hours(self) -> OpeningHours:
        has_lunch = self.lunch_from is not None and self.lunch_until is not None
        return OpeningHours(self.opens_at, self.closes_at, (self.lunch_from, self.lunch_until) if has_lunch else None)

    @staticmethod
    def remembered_for(site_id: int) -> "SiteSettings":
        """Return the settings of a site, from memory; empty settings while there are none."""
        return settings_of(site_by_id(site_id)) or SiteSettings(site_id=site_id)

    def in_language(self, name: str) -> str:
        """Return a text in the active language, or the Chinese one where the translation is empty."""
        if get_language() == "en" and (translated := getattr(self, f"{name}_en")):
            return translated
        return getattr(self, name)

    @property
    def name(self) -> str:
        return self.in_language("union_name") or str(_("工会官方网站"))

    @property
    def brief_name(self) -> str:
        return self.in_language("short_name") or self.name

    @property
    def intro(self) -> str:
        return self.in_language("tagline")

    @property
    def postal_address(self) -> str:
        return self.in_language("address")

    @property
    def hours(self) -> str:
        return self.in_language("office_hours")

    @property
    def notices(self) -> list[str]:
        """Return the notices to be shown now, the urgent one first; asked at each request, without query."""
        urgent, now = dict(UrgentNotice.choices).get(self.urgent_notice, ""), timezone.now()
        spans = [(urgent, self.urgent_from, self.urgent_until)]
        spans.append((self.in_language("work_note"), self.work_from, self.work_until))
        return [str(text) for text, start, stop in spans if text and start and stop and start <= now < stop]

    @property
    def note(self) -> str:
        return self.in_language("footer_note")


class WorkdayOverride(models.Model):
    """One day that differs from its weekday; takes precedence over chinesecalendar. Publishing's services write it."""

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
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=DayKind.values), name="workday_kind_is_known")
        ]

    def __str__(self):
        return f"{self.date:%Y-%m-%d} {self.get_kind_display()} {self.name}".rstrip()


class JobRun(models.Model):
    """One scheduled job in one time slot; the unique pair lets two schedulers run side by side."""

    job = models.CharField(max_length=64)
    slot = models.BigIntegerField(help_text="Unix time divided by the job's period, rounded down.")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_run_for_each_slot")]
        indexes = [models.Index(fields=["-started_at"], name="job_run_started")]

    def __str__(self):
        return f"{self.job} #{self.slot}"
