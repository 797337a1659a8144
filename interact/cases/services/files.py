"""Stores files of cases sealed, reads them back, removes them from the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import SystemRandom, token_hex

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from interact.attachments.antivirus import is_configured
from interact.attachments.checking import CleanFile
from interact.attachments.choices import ScanState
from interact.cases.models.case import Case, CaseEntry, CaseFile
from interact.cases.rules import kept_moment
from interact.storage import case_storage

# A little less than the time between two runs, so that no file is written anew each night.
ONE_NIGHT = timedelta(hours=23)


def store_files(case: Case, entry: CaseEntry, files: Iterable[CleanFile], *, now: datetime) -> list[CaseFile]:
    """Seal and write checked files. A rollback leaves none on the disk; the caller is in a transaction.

    With a virus scanner each waits for it, and nobody gets it before (T75).
    """
    state = ScanState.WAITING if is_configured() else ScanState.CLEAN
    rows: list[CaseFile] = []
    try:
        for place, file in enumerate(files):
            row = CaseFile(case=case, entry=entry, kind=file.kind.value, size=len(file.content), scan_state=state)
            about = {"name": file.name, "content_type": file.content_type, "notes": list(file.notes)}
            about["place"] = place
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
    """The disk must not know the minute either, neither from the file nor from the folders that it came into."""
    os.utime(row.file.path, (moment.timestamp(), moment.timestamp()))
    _level_folders(Path(row.file.path), moment)


def _level_folders(path: Path, moment: datetime) -> None:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    root = Path(case_storage().location)
    for folder in path.parents:
        if not folder.is_relative_to(root):
            break
        with suppress(FileNotFoundError):
            os.utime(folder, (day, day))


def in_order(files: Iterable[tuple[CaseFile, dict]]) -> list[tuple[CaseFile, dict]]:
    """Those of one sending as they were chosen: their keys have no order."""
    return sorted(files, key=lambda file: file[1].get("place", 0))


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
        _level_folders(Path(row.file.path), timezone.localtime())


def renew_inodes(*, now: datetime) -> int:
    """Write every file of the last day anew, in no order; how many. To be run each night.

    The disk knows when an inode was made and last changed, which nobody can set: afterwards all of a day say the hour
    of the job. A file that is taken away meanwhile comes back as one that belongs to no case, and is swept as such.
    """
    root, since = Path(case_storage().location), (now - ONE_NIGHT).timestamp()
    files = [path for path in root.glob("*/*") if path.is_file() and path.stat().st_ctime > since]
    SystemRandom().shuffle(files)
    renewed = 0
    for path in files:
        copy = path.with_name(f"{token_hex(16)}.bin")
        try:
            shutil.copy2(path, copy)
            with copy.open("rb+") as written:
                os.fsync(written.fileno())
            copy.replace(path)
        except FileNotFoundError:
            continue
        renewed += 1
        _level_folders(path, now)
    return renewed


def discard_after_commit(rows: Iterable[CaseFile]) -> None:
    for row in rows:
        transaction.on_commit(partial(discard, row))
