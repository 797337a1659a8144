"""Wipes deleted rows off the disk as well, as far as the database allows; called after personal data were deleted."""

from __future__ import annotations

import logging

from django.db import connection

logger = logging.getLogger(__name__)
PATIENCE = 500  # milliseconds


def wipe_former_pages() -> None:
    """Empty SQLite's write-ahead log, which keeps pages as they were before; to be called after the commit.

    The database file itself is overwritten as rows go (`secure_delete`). A reader who is at work holds the log back:
    the daily job empties it then. PostgreSQL keeps former rows until it vacuums, and has no way to overwrite its log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        # Whoever erases is waiting for the answer.
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (is_held_back, _pages, _written) = cursor.fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")
    if is_held_back:
        logger.info("The write-ahead log could not be emptied just now.")
