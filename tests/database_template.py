"""The migrated database that every test process begins with a copy of, made once for each state of the migrations; and
what tests with real transactions go back to."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
# What an SQLite test database began with.
_begun: list[sqlite3.Connection] = []


@contextmanager
def copied():
    """Inside, the test database that Django makes is a copy of the template, and its `migrate` finds nothing to do."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template()
        yield
        return
    with sqlite3.connect(template()) as migrated:
        # What is in memory lasts as long as somebody is connected to it.
        memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
        migrated.backup(memory)
    migrated.close()
    yield
    memory.close()


def keep() -> None:
    """Keep a copy of the test database as it is now, for `begin_anew`."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        _copy_postgres(name, f"{name}_begun")
        return
    _begun.append(sqlite3.connect(":memory:", check_same_thread=False))
    connection.connection.backup(_begun[0])


def forget() -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{connection.settings_dict["NAME"]}_begun"')
        return
    _begun.pop().close()


def begin_anew(_test=None) -> None:
    """Put what `keep` kept in the place of the test database, with the rows that no statement may delete."""
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        _copy_postgres(f"{name}_begun", name)
        return
    connection.ensure_connection()
    _begun[0].backup(connection.connection)


def _copy_postgres(source: str, target: str) -> None:
    connections.close_all()
    connection.close_pool()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def state() -> str:
    """Changes with our migrations, what they import of ours, and the locked versions of everybody else's."""
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    files = [file for folder in folders if folder.is_relative_to(ROOT) for file in sorted(folder.glob("*.py"))]
    files = [file for file in files if ".venv" not in file.parts]
    files += [
        ROOT / "requirements-dev.txt",
        *sorted(ROOT.glob("*/**/triggers.py")),
        *sorted(ROOT.glob("search/backend/*.py")),
    ]
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def template() -> Path | str:
    """Return the migrated database, the file or the name; it is made if it is not there, which takes a minute."""
    return _postgres_template() if connection.vendor == "postgresql" else sqlite_template()


def sqlite_template() -> Path:
    folder = settings.VAR_DIR / "test-databases"
    folder.mkdir(exist_ok=True)
    file = folder / f"{state()}.sqlite3"
    with _one_process_at_a_time(str(folder)):
        if not file.exists():
            for old in folder.iterdir():
                old.unlink()
            half_done = file.with_suffix(".new")
            _migrate(f"sqlite:///{half_done}")
            half_done.rename(file)
    return file


def _postgres_template() -> str:
    own = connection.settings_dict["NAME"]
    name = f"{own}_template_{state()}"
    with _one_process_at_a_time(name), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{own}_template_"])
        found = [row[0] for row in cursor.fetchall()]
        if name not in found:
            for old in found:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute(f'CREATE DATABASE "{name}_new"')
            _migrate(os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}_new")
            cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _migrate(url: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "unionsite.settings.test"}
    command = [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


@contextmanager
def _one_process_at_a_time(name: str):
    lock = Path(tempfile.gettempdir()) / f"unionsite-{hashlib.sha256(name.encode()).hexdigest()[:12]}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
