"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.inspections.models import Checklist, ChecklistItem, Inspection, InspectionItem
from unionsite.oversight.visits.models import PageVisits

__all__ = [
    "Checklist",
    "ChecklistItem",
    "Finding",
    "FindingEntry",
    "FindingFile",
    "Inspection",
    "InspectionItem",
    "PageVisits",
]
