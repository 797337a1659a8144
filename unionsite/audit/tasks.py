"""Scheduled jobs of the audit log: remove what is old enough, verify the rest; at an auditor's wish, verify it now."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from unionsite.audit.services import purge, run_check
from unionsite.audit.verification import Broken, verify

logger = logging.getLogger(__name__)


def purge_old_entries() -> None:
    """Monthly job: remove entries older than AUDIT_KEEP_DAYS."""
    now = timezone.now()
    removed = purge(before=now - timedelta(days=settings.AUDIT_KEEP_DAYS), now=now)
    logger.info("Purged %d entries of the audit log", removed)


def verify_log() -> None:
    """Daily job: verify the log, and write number and hash of its last entry to the system's log, which the database's
    owner cannot change. Raises Broken, so that the job's row keeps the reason."""
    report = verify()
    if not report.is_sound:
        logger.error("The audit log is broken: %s", report)
        raise Broken(str(report))
    logger.info("The audit log is sound: %d entries, last #%s %s", report.count, report.last or 0, report.last_hash)


@task()
def read_log(check_id: int) -> None:
    run_check(check_id=check_id)
