"""Filters over contacts."""

from django.db import models


class ContactQuerySet(models.QuerySet):
    def shown(self) -> models.QuerySet:
        """Return those that readers see: reviewed, and still in office or open."""
        return self.filter(live=True, is_current=True)
