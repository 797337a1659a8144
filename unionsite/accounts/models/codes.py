"""Codes that are handed over in person and good once; only a keyed hash of each is kept."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class HandedCode(models.Model):
    digest = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.user_id} {self.issued_at:%Y-%m-%d %H:%M}"


class ActivationCode(HandedCode):
    """The newest code by which an employee takes the account into use."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activation_code")

    class Meta:
        verbose_name = _("激活码")
        verbose_name_plural = _("激活码")
        default_permissions = ()


class EnrolmentTicket(HandedCode):
    """Lets one person bind an authenticator: a stolen first password alone must open nothing (security.md 1.2, T20)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolment_tickets")

    class Meta:
        verbose_name = _("绑定凭证")
        verbose_name_plural = _("绑定凭证")
        ordering = ["-issued_at"]
