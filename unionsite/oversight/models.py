"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile
from unionsite.oversight.freshness.models import UpdatePlan
from unionsite.oversight.register.models import RegisterEntry

__all__ = ["Finding", "FindingEntry", "FindingFile", "RegisterEntry", "UpdatePlan"]
