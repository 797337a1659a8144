"""The one session that a member of staff may have."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class StaffSession(models.Model):
    """Where a member of staff is signed in; a new sign-in takes the row over, and the former session ends (T33)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_session")
    session_key = models.CharField(max_length=40)
    started_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"
