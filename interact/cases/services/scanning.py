"""Has waiting files scanned: a clean one is handed out from then on, an infected one never (T75)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from interact.attachments import antivirus
from interact.attachments.choices import ScanState
from interact.cases.models.case import CaseFile
from interact.cases.services.files import read_file
from interact.channels.records import SECRET
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)

BATCH = 100  # of one run; the next one is a minute later
# After so many without a verdict the scanner counts as down, and the rest waits for the next run.
FAILURES = 3
LATE = timedelta(hours=1)


def scan_waiting() -> int:
    """How many got a verdict. Each is stored by itself; those without one are asked about again later.

    In random order, so that a file at which the scanner chokes does not stand before all others for ever.
    """
    waiting = CaseFile.objects.filter(scan_state=ScanState.WAITING)
    numbers = list(waiting.order_by("?").values_list("pk", flat=True)[:BATCH])
    judged = failures = 0
    for number in numbers:
        row = waiting.select_related("case").filter(pk=number).first()
        if row is None:
            continue
        try:
            _about, content = read_file(row)
        except (SealingError, OSError) as error:
            logger.error("File %s of a case cannot be read for scanning: %s", row.pk, type(error).__name__)
            continue
        # Read each time: the scanner may be turned off while files wait for it.
        state = antivirus.scan_state(antivirus.scan(content), is_configured=antivirus.is_configured())
        if state == ScanState.WAITING:
            failures += 1
            if failures == FAILURES:
                break
            continue
        judged += waiting.filter(pk=number).update(scan_state=state)
        if state == ScanState.QUARANTINED:
            logger.warning("File %s of a case is infected and stays locked away.", row.pk)
    return judged


def waiting_too_long(now: datetime) -> QuerySet[CaseFile]:
    """Files of more than an hour ago without a verdict; of a report no more than the day is known."""
    is_secret = Q(case__channel__in=sorted(SECRET))
    old = Q(entry__at__lt=now - LATE) & ~is_secret | Q(entry__at__lt=now - timedelta(days=1) - LATE)
    return CaseFile.objects.filter(old, scan_state=ScanState.WAITING)
