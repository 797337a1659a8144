"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.inspections.models import Checklist, ChecklistItem, Inspection, InspectionItem
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

__all__ = [
    "Adoption",
    "Amendment",
    "Checklist",
    "ChecklistItem",
    "Finding",
    "FindingEntry",
    "FindingFile",
    "HandLine",
    "Inspection",
    "InspectionItem",
    "Level",
    "Objection",
    "Reward",
    "ScoreCard",
    "ScoreItem",
    "ScorePeriod",
]
