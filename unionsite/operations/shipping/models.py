"""How far the audit log has been shipped, where the target itself cannot tell."""

from django.db import models


class ShippingCursor(models.Model):
    """Number and hash of the last entry that a target has."""

    target = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.target} #{self.number}"
