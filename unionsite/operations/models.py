"""Gathers the models of the features, so that Django finds them."""

from unionsite.operations.alarms.models import Alarm
from unionsite.operations.backups.models import BackupRun
from unionsite.operations.copies.models import CopyChange
from unionsite.operations.shipping.models import ShippingCursor

__all__ = ["Alarm", "BackupRun", "CopyChange", "ShippingCursor"]
