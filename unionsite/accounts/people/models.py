"""People, the departments they belong to, sessions of staff, former passwords, and the security settings."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from unionsite.accounts.choices import Role
from unionsite.accounts.people.querysets import UserManager
from unionsite.accounts.people.rules import may_act
from unionsite.core.named import named

# Remembered there, together with what else the guard asks at each request.
_security_settings = named("unionsite.accounts.people.queries.security_settings")


class Department(models.Model):
    """A department of the company: it supplies pieces and answers for them (S-2.8)."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    is_active = models.BooleanField(_("在用"), default=True)
    # Whether a second person has read the name: until then the public is shown no list with it.
    is_named = models.BooleanField(_("可以向公众列出"), default=True, db_default=True, editable=False)
    # Employees or staff; any of them in service may sign off what the department's people send in.
    heads = models.ManyToManyField("User", verbose_name=_("负责人"), blank=True, related_name="headed_departments")

    class Meta:
        verbose_name = _("部门")
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name


class User(AbstractUser):
    """A person with an account, whether staff or employee.

    A superuser, and anyone who is `is_staff`, belongs to a group or holds a permission, is staff: second factor, short
    session and the staff password policy apply. An employee has none of these.
    """

    name = models.CharField(_("姓名"), max_length=60, blank=True)
    employee_number = models.CharField(_("工号"), max_length=30, unique=True, null=True, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("部门"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    activated_at = models.DateTimeField(_("激活时间"), null=True, blank=True, editable=False)
    left_on = models.DateField(_("离职日期"), null=True, blank=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True, editable=False)
    training_valid_until = models.DateField(_("安全培训有效期至"), null=True, blank=True)
    # For an account just made or recovered: before this day it may not review, handle or look a second time.
    acts_from = models.DateField(_("开始履职"), null=True, blank=True, editable=False)
    background_checked_on = models.DateField(_("背景审查日期"), null=True, blank=True)

    objects = UserManager()

    class Meta(AbstractUser.Meta):
        verbose_name = _("账号")
        # Wagtail's screens of users take their name from this, and they show only staff.
        verbose_name_plural = _("后台账号")
        permissions = [
            ("reset_second_factor", _("签发绑定凭证、重置两步验证")),
            ("unlock_user", _("解锁账号")),
            ("manage_roll", _("管理职工名册")),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        return self.name or f"{self.last_name}{self.first_name}".strip()

    def clean(self):
        super().clean()
        # Store an empty number as None: two people without one must not collide.
        self.employee_number = self.employee_number or None

    @cached_property
    def is_guarded(self) -> bool:
        """Whether this person works behind the second factor; one query, asked once for each request (T34)."""
        if self.is_superuser or self.is_staff:
            return True
        return self.pk is not None and User.objects.filter(pk=self.pk).staff().exists()

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True)) if self.pk else frozenset()

    def role_names(self) -> str:
        """Return the roles in words for a list, from prefetched groups."""
        names = [str(_("超级管理员"))] if self.is_superuser else []
        return "、".join(names + [group.name for group in self.groups.all()])

    def may_act(self, today: date) -> bool:
        """Whether the person may already use what the roles allow (`people.rules.may_act`)."""
        return may_act(self.acts_from, today)

    def _get_session_auth_hash(self, secret=None):
        return self.session_hash(_security_settings().session_epoch, secret)

    def session_hash(self, epoch: str, secret: str | None = None) -> str:
        """Return what a session must hold to be this person's: it changes with the password, and with the epoch, so
        that one new epoch ends all sessions wherever they are stored (T100)."""
        key = "unionsite.accounts.session"
        return salted_hmac(key, f"{self.password}{epoch}", secret=secret, algorithm="sha256").hexdigest()

    def has_role(self, role: Role) -> bool:
        return role.value in self.roles


class StaffSession(models.Model):
    """The one session of a member of staff; a new sign-in replaces it, and the former session ends (T33)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_session")
    session_key = models.CharField(max_length=40)
    started_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"


class PasswordRecord(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-set_at", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


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
    # Sessions of an earlier epoch have ended (`sign_in.services.end_all_sessions`).
    session_epoch = models.CharField(max_length=16, blank=True, editable=False)
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
