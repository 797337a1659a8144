"""Messages with what is still to be sent of them, what each person chose, and the outlets by which they leave."""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from unionsite.core.sealing import SealingError, seal, unseal
from unionsite.messaging.choices import Platform, Way


class Outlet(models.Model):
    """A way out of the site: the company's own application at a platform, for persons, or a robot of a group there.

    Words that open a robot are sealed; the application's stand in the environment (SSO_…).
    """

    platform = models.CharField(_("平台"), max_length=10, choices=Platform.choices)
    is_robot = models.BooleanField(
        _("群机器人"), default=False, help_text=_("选中的是某个群的机器人；不选的是本单位的应用，发给个人。")
    )
    name = models.CharField(_("名称"), max_length=40, unique=True, help_text=_("例如“网络信息管理小组群”。"))
    # Whose messages a robot tells: those of this role's or this department's people.
    role = models.ForeignKey(
        "auth.Group", verbose_name=_("角色"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("部门"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    sealed_key = models.TextField(blank=True, editable=False)
    sealed_secret = models.TextField(blank=True, editable=False)
    is_on = models.BooleanField(_("启用"), default=False)
    sent = models.PositiveIntegerField(_("已发"), default=0, editable=False)
    failed = models.PositiveIntegerField(_("没有发成"), default=0, editable=False)
    fault = models.CharField(_("最近一次故障"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("消息出口")
        verbose_name_plural = _("消息出口")
        ordering = ["platform", "is_robot", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["platform"], condition=models.Q(is_robot=False), name="one_application_a_platform"
            ),
            models.CheckConstraint(
                condition=models.Q(is_robot=False, role=None, department=None)
                | models.Q(is_robot=True, role__isnull=False, department=None)
                | models.Q(is_robot=True, role=None, department__isnull=False),
                name="a_robot_has_one_group",
            ),
        ]

    def __str__(self):
        return self.name

    def keep(self, *, key: str = "", secret: str = "") -> None:
        """Seal what opens the robot; what is empty stays as it is."""
        if key:
            self.sealed_key = seal(key.encode(), "messaging.key")
        if secret:
            self.sealed_secret = seal(secret.encode(), "messaging.secret")

    def opened(self, what: str) -> str:
        """Return `key` or `secret`; "" without one, or where the site's own key has changed."""
        sealed = getattr(self, f"sealed_{what}")
        try:
            return unseal(sealed, f"messaging.{what}").decode() if sealed else ""
        except SealingError:
            return ""


class Preference(models.Model):
    """How one person wants to be told; who has no row gets mails."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(_("另外通知我"), max_length=10, choices=Way.choices, default=Way.MAIL)
    quiet_from = models.TimeField(_("免打扰：从"), default=time(21))
    quiet_until = models.TimeField(_("到"), default=time(7, 30))

    class Meta:
        verbose_name = _("消息设置")
        default_permissions = ()

    def __str__(self):
        return f"{self.person_id}: {self.way}"


class Message(models.Model):
    """What one person, or a group by its robot, is told: fixed words and an address.

    Of its time no more is kept than the day, and its number is drawn by lot: handlers hear of reports by this table,
    and it must not tell their minute (T85). While something is to be sent, `next_try_at` is the moment: by the outlet,
    or by mail where there is none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=60)
    words = models.CharField(max_length=200)
    address = models.CharField(max_length=500)
    day = models.DateField()
    is_read = models.BooleanField(default=False)
    outlet = models.ForeignKey(Outlet, null=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("消息")
        default_permissions = ()
        indexes = [
            models.Index(fields=["person", "day"], name="messages_of_a_person"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="messages_to_be_sent"
            ),
        ]

    def __str__(self):
        return self.words
