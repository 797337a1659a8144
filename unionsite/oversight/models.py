"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.goals.models import Goal, Task, TaskNote
from unionsite.oversight.incidents.models import Incident, IncidentEntry, IncidentFile

__all__ = [
    "Finding",
    "FindingEntry",
    "FindingFile",
    "Goal",
    "Incident",
    "IncidentEntry",
    "IncidentFile",
    "Task",
    "TaskNote",
]
