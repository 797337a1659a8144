"""Copying a database while it is in use and bringing it back, by the means of SQLite and PostgreSQL; scratch ones."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.utils.translation import gettext as _

from unionsite.operations.alarms.readings import database_bytes
from unionsite.operations.backups.archive import CHUNK
from unionsite.operations.backups.choices import COPYING, BackupError

# What the two programs of PostgreSQL are told: another machine may have other users.
_PLAIN = ("--no-owner", "--no-privileges")


@dataclass(frozen=True)
class Snapshot:
    """A database at one moment: rows by table, the migrations applied, and its content, which is read once."""

    rows: dict[str, int]
    migrations: list[tuple[str, str]]
    chunks: Iterator[bytes]


class Database:
    """One database, by Django's settings for it."""

    engine = ""

    def __init__(self, settings_dict: dict):
        self.settings = deepcopy(settings_dict)
        self.settings["OPTIONS"] = {key: value for key, value in self.settings["OPTIONS"].items() if key != "pool"}

    @contextmanager
    def connected(self) -> Iterator[BaseDatabaseWrapper]:
        """A connection of its own: the site's may be in the midst of something."""
        wrapper = load_backend(self.settings["ENGINE"]).DatabaseWrapper(self.settings, "backups")
        wrapper.inc_thread_sharing()
        try:
            yield wrapper
        finally:
            wrapper.close()
            # Django keeps open what is in memory, as databases of tests are.
            if wrapper.connection is not None:
                wrapper.connection.close()

    def rows(self) -> dict[str, int]:
        with self.connected() as connection:
            return _counted(connection)

    def is_empty(self) -> bool:
        with self.connected() as connection:
            return not connection.introspection.table_names()

    @contextmanager
    def held_alone(self) -> Iterator[bool]:
        """Yield whether no other machine works on backups of this database, and keep others away inside."""
        yield True

    def snapshot(self):
        raise NotImplementedError

    def load(self, chunks: Iterable[bytes]) -> None:
        raise NotImplementedError

    def clear(self) -> None:
        """Take away what a restore that failed has written."""
        raise NotImplementedError

    def size(self) -> int:
        raise NotImplementedError

    def size_of_copy(self) -> int:
        """Return the room that a snapshot takes on the disk of VAR_DIR."""
        return 0

    def free(self) -> int | None:
        return None

    def scratch(self, folder: Path):
        raise NotImplementedError


def database_of(settings_dict: dict) -> Database:
    return (Sqlite if "sqlite3" in settings_dict["ENGINE"] else Postgres)(settings_dict)


def own_database() -> Database:
    return database_of(connections["default"].settings_dict)


def _counted(connection: BaseDatabaseWrapper) -> dict[str, int]:
    """Return the rows of each table that is stored as such: an index that looks like a table is not."""
    names = sorted(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'")
            virtual = {name for (name,) in cursor.fetchall()}
            names = [name for name in names if name not in virtual]
        rows = {}
        for name in names:
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # nosec B608  (quoted)
            rows[name] = cursor.fetchone()[0]
    return rows


def _migrations(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        # Django's recorder wants a connection that the settings name.
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return cursor.fetchall()


class Sqlite(Database):
    engine = "sqlite"

    @property
    def path(self) -> Path:
        return Path(self.settings["NAME"])

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """SQLite's own online backup, all pages at one moment. The copy in clear has no name once it is written."""
        name = str(self.settings["NAME"])
        with tempfile.TemporaryDirectory(prefix=COPYING, dir=settings.VAR_DIR) as folder:
            path = Path(folder, "db.sqlite3")
            path.touch(mode=0o600)
            with closing(sqlite3.connect(name, uri=True)) as source, closing(sqlite3.connect(path)) as copy:
                source.backup(copy)
                # Of one file, without the log beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            at_hand = Sqlite(self.settings | {"NAME": str(path), "OPTIONS": {}})
            with at_hand.connected() as connection:
                rows, migrations = _counted(connection), _migrations(connection)
            with path.open("rb") as file:
                path.unlink()
                yield Snapshot(rows, migrations, _zipped(file))

    def is_empty(self) -> bool:
        is_file = not str(self.path).startswith("file:")
        return (is_file and not self.size()) or super().is_empty()

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def size_of_copy(self) -> int:
        return self.size()

    def free(self) -> int | None:
        return shutil.disk_usage(self.path.parent).free

    def load(self, chunks: Iterable[bytes]) -> None:
        """Write the database beside its place, let SQLite check it, and put it there as a whole."""
        path = self.path.with_name(f"{self.path.name}.restoring")
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                for chunk in _unzipped(chunks):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            with closing(sqlite3.connect(path)) as copy:
                (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise BackupError(_("恢复出来的数据库有问题：%(verdict)s。请换一份备份。") % {"verdict": verdict})
            if not self.is_empty():
                raise BackupError(_("恢复时有别的程序写入了数据库，没有恢复。请停止全部服务，只运行一个恢复命令。"))
            for ending in ("-wal", "-shm"):
                self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
            path.replace(self.path)
        finally:
            path.unlink(missing_ok=True)

    def clear(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Database]:
        yield Sqlite(self.settings | {"NAME": str(folder / "drill.sqlite3"), "OPTIONS": {}})


def _zipped(file) -> Iterator[bytes]:
    packer = zlib.compressobj(1, wbits=31)
    while block := file.read(CHUNK):
        if packed := packer.compress(block):
            yield packed
    yield packer.flush()


def _unzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        while chunk:
            if block := unpacker.decompress(chunk, CHUNK):
                yield block
            chunk = unpacker.unconsumed_tail
    yield unpacker.flush()


class Postgres(Database):
    engine = "postgresql"

    def _command(self, program: str, *options: str) -> tuple[list[str], dict[str, str]]:
        """Return the command with where to connect, and the environment with what the command line must not show."""
        client = load_backend(self.settings["ENGINE"]).DatabaseWrapper(self.settings, "backups").client
        (_psql, *where), more = client.settings_to_cmd_args_env(self.settings, [])
        if (found := shutil.which(program)) is None:
            raise BackupError(
                _("找不到%(program)s。请安装PostgreSQL的客户端程序：apt install postgresql-client。")
                % {"program": program}
            )
        return [found, *options, *where[:-1], "--dbname", where[-1]], {**os.environ, **(more or {})}

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One snapshot of the server for counting and for pg_dump, whose output goes through a pipe."""
        with self.connected() as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            rows, migrations = _counted(connection), _migrations(connection)
            command, environment = self._command("pg_dump", "--format=custom", *_PLAIN, f"--snapshot={snapshot}")
            yield Snapshot(rows, migrations, _output(command, environment))
            cursor.execute("ROLLBACK")

    @contextmanager
    def held_alone(self) -> Iterator[bool]:
        """The server lets go of it with the connection, however this process ends."""
        with self.connected() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext('unionsite backups'))")
            yield cursor.fetchone()[0]

    def size(self) -> int:
        with self.connected() as connection:
            return database_bytes(connection)

    def load(self, chunks: Iterable[bytes]) -> None:
        """Feed pg_restore, in one transaction: all of it is there afterwards, or nothing."""
        options = ("--format=custom", *_PLAIN, "--exit-on-error", "--single-transaction")
        command, environment = self._command("pg_restore", *options)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
        with _running(command, environment, **pipes) as process, process.stdin, suppress(BrokenPipeError):
            for chunk in chunks:
                process.stdin.write(chunk)

    def clear(self) -> None:
        if self.is_empty():
            return
        with self.connected() as connection, connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[Database]:
        """A database of its own on the same server, dropped afterwards, and before where a killed drill left it."""
        name = f"{self.settings['NAME'][:40]}_scratch_of_drill"
        with self.connected() as connection, connection.cursor() as cursor:
            quoted = connection.ops.quote_name(name)
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                raise BackupError(
                    _(
                        "数据库用户没有新建数据库的权限，不能演练。请在服务器上运行："
                        "sudo -u postgres psql -c 'ALTER ROLE %(user)s CREATEDB'。"
                    )
                    % {"user": self.settings["USER"]}
                )
            drop = f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"
            cursor.execute(drop)
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
            try:
                yield Postgres(self.settings | {"NAME": name})
            finally:
                cursor.execute(drop)


def _output(command: list[str], environment: dict[str, str]) -> Iterator[bytes]:
    with _running(command, environment, stdout=subprocess.PIPE) as process, process.stdout:
        while block := process.stdout.read(CHUNK):
            yield block


@contextmanager
def _running(command: list[str], environment: dict[str, str], **pipes: int) -> Iterator[subprocess.Popen]:
    """Run a program of PostgreSQL until it ends; killed when what is inside breaks off, as it must not take what came
    so far for all. Raises BackupError with its complaint when it fails."""
    with tempfile.TemporaryFile() as complaints:
        # A program of the system, arguments from the settings.
        process = subprocess.Popen(command, env=environment, stderr=complaints, **pipes)  # noqa: S603
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            process.wait()
        if process.returncode:
            complaints.seek(0)
            told = {"program": Path(command[0]).name, "words": _last_words(complaints.read())}
            raise BackupError(_("%(program)s没有成功：%(words)s") % told)


def _last_words(complaints: bytes) -> str:
    return complaints.decode("utf-8", "replace").strip()[-600:]
