"""Stores files of cases sealed, reads them back, removes them from the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from interact.feedback.attachments.antivirus import is_configured
from interact.feedback.attachments.checking import CleanFile
from interact.feedback.choices import ScanState
from interact.feedback.moments import kept_moment
from interact.models import Case, CaseEntry, CaseFile


def store_files(case: Case, entry: CaseEntry, files: Iterable[CleanFile], *, now: datetime) -> list[CaseFile]:
    """Seal and write checked files. A rollback leaves none on the disk; the caller is in a transaction.

    With a virus scanner each waits for it, and nobody gets it before (T75).
    """
    state = ScanState.WAITING if is_configured() else ScanState.CLEAN
    rows: list[CaseFile] = []
    try:
        for file in files:
            row = CaseFile(case=case, entry=entry, kind=file.kind.value, size=len(file.content), scan_state=state)
            about = {"name": file.name, "content_type": file.content_type, "notes": list(file.notes)}
            row.sealed_about = case.vault.seal(about, f"file:{row.key}:about")
            sealed = case.vault.seal_bytes(file.content, f"file:{row.key}")
            rows.append(row)
            # No name and no extension: what is under it is nobody's to guess.
            row.file.save("sealed.bin", ContentFile(sealed), save=False)
            _level_times(row, kept_moment(case.channel, now))
            row.save()
    except BaseException:
        for row in rows:
            discard(row)
        raise
    return rows


def _level_times(row: CaseFile, moment: datetime) -> None:
    """The disk must not know the minute either."""
    os.utime(row.file.path, (moment.timestamp(), moment.timestamp()))


def read_file(row: CaseFile) -> tuple[dict, bytes]:
    """(`name`, `content_type`, `notes`) and content; raises SealingError. Whether to hand it out is asked before."""
    key = row.case.vault
    with row.file.open("rb") as stream:
        content = key.open_bytes(stream.read(), f"file:{row.key}")
    return row.about_with(key), content


def discard(row: CaseFile) -> None:
    """Remove a file from the disk; one that is gone already is no error."""
    if row.file and row.file._committed:
        row.file.storage.delete(row.file.name)


def discard_after_commit(rows: Iterable[CaseFile]) -> None:
    for row in rows:
        transaction.on_commit(partial(discard, row))
