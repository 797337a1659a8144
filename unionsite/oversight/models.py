"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.health.models import Link, MissedAddress, ProbeDay, Visit, Walk

__all__ = ["Finding", "FindingEntry", "FindingFile", "Link", "MissedAddress", "ProbeDay", "Visit", "Walk"]
