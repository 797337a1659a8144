"""Files of cases: stored sealed, scanned for viruses, read back, removed from the disk (T63, T75, T78)."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from secrets import SystemRandom

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from interact.attachments import antivirus
from interact.attachments.checking import CleanFile
from interact.attachments.choices import ScanState
from interact.cases.models.case import Case
from interact.cases.models.history import CaseEntry, CaseFile
from interact.cases.rules import kept_moment
from interact.channels.records import SECRET
from interact.storage import case_storage
from unionsite.core.sealing import SealingError

logger = logging.getLogger(__name__)

BATCH = 100  # files scanned in one run; the next run is a minute later
# After this many files without a verdict the scanner counts as down, and the rest waits for the next run.
FAILURES = 3
LATE = timedelta(hours=1)
# A little less than the time between two runs of `renew_inodes`, so that no file is written anew night after night.
ONE_NIGHT = timedelta(hours=23)


def store_files(case: Case, entry: CaseEntry, files: Iterable[CleanFile], *, now: datetime) -> list[CaseFile]:
    """Seal and store checked files; the caller is in a transaction. If storing fails, none of them stays on the disk.

    If there is a virus scanner, nobody can open a file before the scanner has found it clean (T75).
    """
    state = ScanState.WAITING if antivirus.is_configured() else ScanState.CLEAN
    rows: list[CaseFile] = []
    try:
        for place, file in enumerate(files):
            row = CaseFile(case=case, entry=entry, kind=file.kind.value, size=len(file.content), scan_state=state)
            about = {"name": file.name, "content_type": file.content_type, "notes": list(file.notes)}
            about["place"] = place
            if file.paper:
                about["paper"] = file.paper
            row.sealed_about = case.vault.seal(about, f"file:{row.key}:about")
            sealed = case.vault.seal_bytes(file.content, f"file:{row.key}")
            rows.append(row)
            # The same name for all: neither it nor an extension tells what the file is.
            row.file.save("sealed.bin", ContentFile(sealed), save=False)
            # So that the disk does not tell the minute.
            row.file.storage.level(row.file.name, kept_moment(case.channel, now))
            row.save()
    except BaseException:
        for row in rows:
            discard(row)
        raise
    return rows


def in_order(files: Iterable[tuple[CaseFile, dict]]) -> list[tuple[CaseFile, dict]]:
    """Sort files by their place among those of one sending: their keys are random."""
    return sorted(files, key=lambda file: file[1].get("place", 0))


def read_file(row: CaseFile) -> tuple[dict, bytes]:
    """Return a dictionary with `name`, `content_type` and `notes`, and the content. Raises SealingError. The caller has
    checked that the file may be handed out."""
    key = row.case.vault
    with row.file.open("rb") as stream:
        content = key.open_bytes(stream.read(), f"file:{row.key}")
    return row.about_with(key), content


def discard(row: CaseFile) -> None:
    """Remove a file from the disk; one that is gone already is no error."""
    if row.file and row.file._committed:
        row.file.storage.delete(row.file.name)
        row.file.storage.level_folders(row.file.name, timezone.localtime())


def discard_after_commit(rows: Iterable[CaseFile]) -> None:
    for row in rows:
        transaction.on_commit(partial(discard, row))


def renew_inodes(*, now: datetime) -> int:
    """Write every file of the last day anew, in random order, and return how many. Runs each night.

    The disk knows when an inode was made and last changed, and no program can set these times. Afterwards all files of
    a day show the hour of this job. A file removed meanwhile comes back as one that belongs to no case, and is swept.
    """
    storage, since = case_storage(), (now - ONE_NIGHT).timestamp()
    names = [name for name, at in storage.changed() if at > since]
    SystemRandom().shuffle(names)
    renewed = 0
    for name in names:
        try:
            storage.renew(name)
        except FileNotFoundError:
            continue
        renewed += 1
        storage.level_folders(name, now)
    return renewed


def scan_waiting() -> int:
    """Scan files that wait for the virus scanner, and return how many got a verdict. The others are tried again later.

    The order is random, so that a file on which the scanner fails does not hold up the others for ever.
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
        # The setting is read for each file: the scanner may be turned off while files wait for it.
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


def waiting_for_scanner(now: datetime) -> QuerySet[CaseFile]:
    """Return files that have waited for a verdict for more than an hour. Of a report only the day is known: its files
    count an hour after a whole day has passed."""
    is_secret = Q(case__channel__in=sorted(SECRET))
    old = Q(entry__at__lt=now - LATE) & ~is_secret | Q(entry__at__lt=now - timedelta(days=1) - LATE)
    return CaseFile.objects.filter(old, scan_state=ScanState.WAITING)
