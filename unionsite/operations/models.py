"""Gathers the models of the features for Django."""

from unionsite.operations.alarms.models import Alarm

__all__ = ["Alarm"]
