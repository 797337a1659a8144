"""Gathers the models of the features, so that Django finds them."""

from unionsite.operations.backups.models import BackupRun

__all__ = ["BackupRun"]
