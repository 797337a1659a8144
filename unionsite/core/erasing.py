"""Wipes former rows from the disk as well, as far as the database allows; called after personal data were deleted, and
after rows were written anew to hide what they came with."""

import logging
import re
import time
from collections.abc import Sequence

from django.db import OperationalError, connection, models, transaction

logger = logging.getLogger(__name__)
PATIENCE = 500  # milliseconds
# Seconds before each try of what must go: a request that is just reading ends meanwhile.
PAUSES = (0, 0.5, 2, 5)


class FormerRowsKept(Exception):
    """Somebody who reads the database holds former rows on the disk. Whoever wipes by the clock tries again."""


class RowsNotMoved(FormerRowsKept):
    """Somebody uses a table: its rows still lie in the order in which they came."""


def wipe_former_pages() -> bool:
    """Empty SQLite's write-ahead log, which keeps earlier versions of pages; call it after the commit.

    Returns False when a running reader holds the log back: the hourly mixing of ballots empties it then. The database
    file itself is overwritten as rows are deleted (`secure_delete`). PostgreSQL keeps former rows until it vacuums, and
    cannot overwrite its log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
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
        logger.warning("The write-ahead log could not be emptied just now: somebody reads.")
    return not is_held_back


def wipe_former_rows(tables: Sequence[type[models.Model]]) -> None:
    """Wipe what these tables held before the last commit: SQLite's log, PostgreSQL's dead rows. Call it after the
    commit. Raises FormerRowsKept, or RowsNotMoved, if somebody who began to read before that goes on for longer than
    `PAUSES`."""
    fault: type[FormerRowsKept] | None = None
    for pause in PAUSES:
        time.sleep(pause)
        if connection.vendor == "postgresql":
            fault = _write_anew(tables)
        else:
            fault = None if wipe_former_pages() else FormerRowsKept
        if fault is None:
            return
    names = ", ".join(model._meta.db_table for model in tables)
    logger.warning("Former rows of %s are still on the disk: somebody reads the database.", names)
    raise (fault or FormerRowsKept)(names)


def _write_anew(tables: Sequence[type[models.Model]]) -> type[FormerRowsKept] | None:
    """Write PostgreSQL's tables anew, in the order of their keys and without dead rows; return what failed.

    It keeps rows that a snapshot of anybody else can still see, and says in a notice how many.
    """
    kept: list[int] = []

    def listen(notice) -> None:
        # "0 dead row versions cannot be removed yet.", in the server's language.
        if number := re.match(r"\D*(\d+)", notice.message_detail or ""):
            kept.append(int(number[1]))

    for model in tables:
        table = connection.ops.quote_name(model._meta.db_table)
        index = connection.ops.quote_name(f"{model._meta.db_table}_pkey")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Who waits for the table stops all who come after: rather try again.
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
                connection.connection.add_notice_handler(listen)
                try:
                    cursor.execute(f"CLUSTER (VERBOSE) {table} USING {index}")
                finally:
                    connection.connection.remove_notice_handler(listen)
        except OperationalError:
            return RowsNotMoved
    return None if kept == [0] * len(tables) else FormerRowsKept
