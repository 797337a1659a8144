"""People and the departments they belong to."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Department(models.Model):
    """A department of the company: it supplies pieces and answers for them (S-2.8)."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("部门")
        verbose_name_plural = _("部门")
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name


class User(AbstractUser):
    """A person with an account; staff and employees alike."""

    name = models.CharField(_("姓名"), max_length=60, blank=True)
    employee_number = models.CharField(_("工号"), max_length=30, unique=True, null=True, blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("部门"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self):
        return self.get_full_name() or self.username

    def get_full_name(self):
        return self.name or f"{self.last_name}{self.first_name}".strip()

    def clean(self):
        super().clean()
        # An empty number is no number: two people without one must not collide.
        self.employee_number = self.employee_number or None
