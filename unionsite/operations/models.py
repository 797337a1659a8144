"""Gathers the models of the features for Django."""

from unionsite.operations.alarms.models import Alarm
from unionsite.operations.shipping.models import ShippingCursor

__all__ = ["Alarm", "ShippingCursor"]
