"""Gathers the models of the features, so that Django finds them."""

from unionsite.oversight.findings.models import Finding, FindingEntry, FindingFile

__all__ = ["Finding", "FindingEntry", "FindingFile"]
