"""Numbers of account security that the union decides within bounds (S-6.3, 等保 身份鉴别)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def _number(label, default: int, least: int, most: int, help_text) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(least), MaxValueValidator(most)], help_text=help_text
    )


@register_setting(icon="lock", order=120)
class SecuritySettings(BaseGenericSetting):
    idle_minutes = _number(_("无操作自动退出（分钟）"), 15, 5, 60, _("后台人员多久没有操作就自动退出，5至60。"))
    session_hours = _number(_("登录最长时间（小时）"), 8, 1, 12, _("后台人员一次登录最长多久，1至12。"))
    password_days = _number(_("密码有效期（天）"), 90, 30, 180, _("后台人员多久必须换一次密码，30至180。"))
    unused_days = _number(_("闲置账号停用（天）"), 90, 30, 365, _("后台人员多久没有登录就停用账号，30至365。"))
    training_required = models.BooleanField(
        _("须有有效的安全培训"),
        default=False,
        help_text=_("选中后，安全培训过期或没有登记的后台人员不能使用后台（超级管理员除外）。"),
    )
    employee_days = _number(_("职工登录保持（天）"), 7, 1, 30, _("职工登录后多久须重新登录，1至30。"))

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("idle_minutes"),
                FieldPanel("session_hours"),
                FieldPanel("password_days"),
                FieldPanel("unused_days"),
                FieldPanel("training_required"),
            ],
            heading=_("后台人员"),
        ),
        MultiFieldPanel([FieldPanel("employee_days")], heading=_("职工")),
    ]

    class Meta:
        verbose_name = _("安全设置")
        verbose_name_plural = _("安全设置")
