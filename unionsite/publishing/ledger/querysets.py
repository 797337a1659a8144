"""Chainable filters of the release ledger."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models


class ReleaseQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(revoked_at=None)

    def of(self, instance: models.Model):
        """Filter to the releases of one page or snippet, whatever class it was loaded as."""
        return self.filter(content_type=base_content_type(instance), object_id=str(instance.pk))


def base_content_type(instance: models.Model) -> ContentType:
    if hasattr(instance, "get_base_content_type"):
        return instance.get_base_content_type()
    return ContentType.objects.get_for_model(instance)
