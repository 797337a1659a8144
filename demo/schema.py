"""The database of a new site as migrating leaves it, laid from `empty.sql` in a second instead of a minute.

On SQLite alone, with every wing on, for the site on one's own machine; `deploy/install` and PostgreSQL migrate. The
file is written by `manage.py write_schema`, and tests/demo/test_schema.py compares it with what migrating gives.
"""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from unionsite.audit.chain import head_seal

FILE = Path(__file__).with_name("empty.sql")
# Not SQLite's own, which counts numbers by itself, nor those that FTS5 keeps behind an index.
TABLES = "type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '*_fts_*'"
OTHER_PARTS = "type != 'table' AND sql IS NOT NULL"
# Made anew for each site: moments of migrations, keys that pages of several languages share, the seal of the audit log.
MOMENT, KEY, SEAL = "(moment)", "(key)", "(seal)"
SITES_OWN = {
    "django_migrations": {"applied": MOMENT},
    "wagtailcore_page": {"translation_key": KEY},
    "audit_audithead": {"seal": SEAL},
}


def dumped(database: sqlite3.Connection) -> str:
    """Return a migrated database as SQL statements, with marks in place of values that each site has for itself."""
    tables = [sql for _name, sql in _parts(database, TABLES)]
    indexes_and_triggers = [sql for _name, sql in _parts(database, OTHER_PARTS)]
    return "".join(f"{line};\n" for line in (*tables, *_rows(database), *indexes_and_triggers))


def lay(connection: BaseDatabaseWrapper) -> bool:
    """Fill an empty database, all or nothing; False where only migrating does: something is in it, or the file is of
    other migrations. Raise a DatabaseError when the disk is full."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    text = FILE.read_text("utf-8")
    if _migrations(text) != set(MigrationLoader(None).disk_migrations):
        return False
    text = text.replace(MOMENT, timezone.now().replace(tzinfo=None).isoformat(" "))
    text = text.replace(SEAL, head_seal(0, "", settings.AUDIT_KEY))
    text = re.sub(re.escape(KEY), lambda _match: uuid.uuid4().hex, text)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.executescript(f"BEGIN IMMEDIATE;\n{text}COMMIT;\n")
    return True


def _migrations(text: str) -> set[tuple[str, str]]:
    """App and name of each migration that the file has, those that a squashed one replaces not counted."""
    return set(re.findall(r'^INSERT INTO "django_migrations" VALUES\(\d+,\'(\w+)\',\'([^\']+)\'', text, re.MULTILINE))


def _parts(database: sqlite3.Connection, condition: str) -> list[tuple[str, str]]:
    """Return name and statement of the parts for which one of the conditions above holds."""
    query = f"SELECT name, sql FROM sqlite_master WHERE {condition} ORDER BY name"  # noqa: S608  # nosec B608
    return database.execute(query).fetchall()


def _rows(database: sqlite3.Connection) -> Iterator[str]:
    for table, _sql in _parts(database, f"{TABLES} AND sql NOT LIKE 'CREATE VIRTUAL%'"):
        own = SITES_OWN.get(table, {})
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        values = [f"'''{own[name]}'''" if name in own else f'quote("{name}")' for name in columns]
        # Tables and columns are named by the database itself.
        quoted = " || ',' || ".join(values)
        query = f'SELECT {quoted} FROM "{table}" ORDER BY rowid'  # noqa: S608  # nosec B608
        for (row,) in database.execute(query):
            yield f'INSERT INTO "{table}" VALUES({row})'  # nosec B608
