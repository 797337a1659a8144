"""Gathers the models of the features, so that Django finds them."""

from unionsite.operations.backups.models import BackupRun
from unionsite.operations.copies.models import CopyChange

__all__ = ["BackupRun", "CopyChange"]
