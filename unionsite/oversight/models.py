"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.duties.models import CalendarAddress, Duty, DutyFile, DutyRecord, ReadingConfirmation
from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile

__all__ = [
    "CalendarAddress",
    "Duty",
    "DutyFile",
    "DutyRecord",
    "Finding",
    "FindingEntry",
    "FindingFile",
    "ReadingConfirmation",
]
