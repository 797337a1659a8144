"""What has changed since the copy was renewed."""

from django.db import models
from django.utils import timezone


class CopyChange(models.Model):
    """An address of the public site that the copy has to take again, or to leave out; `*` for all of them."""

    address = models.CharField(max_length=1000, unique=True)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering = ["noted_at", "pk"]

    def __str__(self):
        return self.address
