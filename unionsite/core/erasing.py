"""Wipes deleted rows from the disk as well, as far as the database allows; called after personal data were deleted."""

from __future__ import annotations

import logging

from django.db import connection

logger = logging.getLogger(__name__)
PATIENCE = 500  # milliseconds


def wipe_former_pages() -> None:
    """Empty SQLite's write-ahead log, which keeps earlier versions of pages; call it after the commit.

    The database file itself is overwritten as rows are deleted (`secure_delete`). A running reader holds the log back;
    the daily job empties it then. PostgreSQL keeps former rows until it vacuums, and cannot overwrite its log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        # The person who erases is waiting for the answer, so wait for readers only this long.
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (is_held_back, _pages, _written) = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    if is_held_back:
        logger.info("The write-ahead log could not be emptied just now.")
