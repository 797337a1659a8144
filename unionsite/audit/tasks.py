"""Scheduled jobs of the audit log: remove what is old enough, verify the rest."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from unionsite.audit.services import purge
from unionsite.audit.verification import Broken, verify

logger = logging.getLogger(__name__)


def purge_old_entries() -> None:
    """Monthly: entries older than AUDIT_KEEP_DAYS go."""
    now = timezone.now()
    removed = purge(before=now - timedelta(days=settings.AUDIT_KEEP_DAYS), now=now)
    logger.info("Purged %d entries of the audit log", removed)


def verify_log() -> None:
    """Daily. Number and hash of the last entry go to the system's log, outside of the reach of who owns the database.

    Raises Broken, so that the run's row keeps the reason.
    """
    report = verify()
    if not report.is_sound:
        logger.error("The audit log is broken: %s", report)
        raise Broken(str(report))
    logger.info("The audit log is sound: %d entries, last #%s %s", report.count, report.last or 0, report.last_hash)
