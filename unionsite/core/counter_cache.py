"""A cache for counting where there is no Redis: exact for any number of processes, meant to lie in memory."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

T = TypeVar("T")
# Far longer than any transaction takes: a process that waits for its turn must not lose its count.
SECONDS_TO_WAIT = 60
BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# WITHOUT ROWID: rows are stored in the order of their digests, so their order does not tell when they came.
TABLE = "CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, value, expires REAL) WITHOUT ROWID"
INDEX = "CREATE INDEX IF NOT EXISTS counters_expires ON counters (expires)"


class CounterCache(BaseCache):
    """Keeps whole numbers and short texts in one SQLite file in the folder `LOCATION`.

    Django's file cache reads and writes an `incr` in two steps, gives it the default life, and drops entries when it is
    full. Here each change is one transaction, a count keeps the end it was given first, and only ended entries go.
    """

    def __init__(self, location: str | Path, params: dict[str, Any]):
        super().__init__(params)
        self._folder = Path(location)
        self._file = self._folder / "counters.sqlite3"

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        row = self._row(key, value, timeout, version)
        sql = "INSERT OR IGNORE INTO counters VALUES (?, ?, ?)"
        return self._run(lambda rows: rows.execute(sql, row).rowcount == 1)

    def get(self, key, default=None, version=None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        found = self._run(lambda rows: _value(rows, name))
        return default if found is None else found[0]

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> None:
        row = self._row(key, value, timeout, version)
        self._run(lambda rows: rows.execute("REPLACE INTO counters VALUES (?, ?, ?)", row))

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        change = "UPDATE counters SET expires = ? WHERE key = ?", (self.get_backend_timeout(timeout), name)
        return self._run(lambda rows: rows.execute(*change).rowcount == 1)

    def incr(self, key, delta=1, version=None) -> int:
        name = self.make_and_validate_key(key, version=version)

        def count(rows: sqlite3.Connection) -> int:
            rows.execute("UPDATE counters SET value = value + ? WHERE key = ?", (delta, name))
            if (found := _value(rows, name)) is None:
                raise ValueError(f"Key {key!r} not found")
            return found[0]

        return self._run(count)

    def delete(self, key, version=None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return self._run(lambda rows: rows.execute("DELETE FROM counters WHERE key = ?", [name]).rowcount == 1)

    def clear(self) -> None:
        self._run(lambda rows: rows.execute("DELETE FROM counters"))

    def _row(self, key, value, timeout, version) -> tuple[str, int | str, float | None]:
        if not isinstance(value, int | str):
            raise TypeError("Counters are whole numbers or texts.")
        return self.make_and_validate_key(key, version=version), value, self.get_backend_timeout(timeout)

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return self._transact(work)
        except sqlite3.DatabaseError as error:
            # A power failure may leave a broken file: counting begins anew.
            if getattr(error, "sqlite_errorcode", None) not in BROKEN:
                raise
            self._file.unlink(missing_ok=True)
            self._file.with_name(f"{self._file.name}-journal").unlink(missing_ok=True)
            return self._transact(work)

    def _transact(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self._prepare_folder()
        # Opened anew each time: no connection is ever shared by threads or taken through a fork.
        with closing(sqlite3.connect(self._file, timeout=SECONDS_TO_WAIT, isolation_level=None)) as rows:
            rows.execute("PRAGMA synchronous = OFF")
            rows.execute("PRAGMA secure_delete = ON")
            rows.execute("BEGIN IMMEDIATE")
            with rows:
                rows.execute(TABLE)
                rows.execute(INDEX)
                rows.execute("DELETE FROM counters WHERE expires <= ?", [time.time()])
                return work(rows)

    def _prepare_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Anybody may create folders in shared memory: refuse one that somebody else made there in advance.
        if self._folder.is_symlink() or self._folder.stat().st_uid != os.getuid():
            raise PermissionError("The folder of the counters belongs to somebody else.")


def _value(rows: sqlite3.Connection, name: str) -> tuple[Any] | None:
    return rows.execute("SELECT value FROM counters WHERE key = ?", [name]).fetchone()
