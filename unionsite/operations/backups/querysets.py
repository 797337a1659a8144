"""Filters of runs."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Max

from unionsite.core.clocks import latest
from unionsite.operations.backups.choices import Kind, State


class BackupRunQuerySet(models.QuerySet):
    def good(self, kind: Kind) -> BackupRunQuerySet:
        return self.filter(kind=kind, state=State.GOOD)

    def done(self) -> BackupRunQuerySet:
        return self.filter(state__in=(State.GOOD, State.PARTLY))

    def begun_by(self, now: datetime) -> BackupRunQuerySet:
        """Leave out what a clock that had jumped ahead wrote."""
        return self.filter(began_at__lte=latest(now))

    def last_good(self, kind: Kind, now: datetime) -> datetime | None:
        """When the newest good one began: a backup is as old as what it holds."""
        return self.good(kind).begun_by(now).aggregate(last=Max("began_at"))["last"]
