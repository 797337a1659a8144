"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.disclosure.models import DisclosurePage
from unionsite.oversight.duties.models import CalendarAddress, Duty, DutyFile, DutyRecord, ReadingConfirmation
from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.goals.models import Goal, Task, TaskNote
from unionsite.oversight.health.models import Link, MissedAddress, ProbeDay, Visit, Walk
from unionsite.oversight.incidents.models import Incident, IncidentEntry, IncidentFile
from unionsite.oversight.inspections.models import Checklist, ChecklistItem, Inspection, InspectionItem
from unionsite.oversight.register.models import RegisterEntry
from unionsite.oversight.reports.models import Report
from unionsite.oversight.scores.models import (
    Adoption,
    Amendment,
    HandLine,
    Level,
    Objection,
    Reward,
    ScoreCard,
    ScoreItem,
    ScorePeriod,
)
from unionsite.oversight.visits.models import PageVisits

__all__ = [
    "Adoption",
    "Amendment",
    "CalendarAddress",
    "Checklist",
    "ChecklistItem",
    "DisclosurePage",
    "Duty",
    "DutyFile",
    "DutyRecord",
    "Finding",
    "FindingEntry",
    "FindingFile",
    "Goal",
    "HandLine",
    "Incident",
    "IncidentEntry",
    "IncidentFile",
    "Inspection",
    "InspectionItem",
    "Level",
    "Link",
    "MissedAddress",
    "Objection",
    "PageVisits",
    "ProbeDay",
    "ReadingConfirmation",
    "RegisterEntry",
    "Report",
    "Reward",
    "ScoreCard",
    "ScoreItem",
    "ScorePeriod",
    "Task",
    "TaskNote",
    "UpdatePlan",
    "Visit",
    "Walk",
]
