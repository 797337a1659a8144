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
# FTS5 keeps the tables behind an index by itself.
BEHIND_AN_INDEX = "%\\_fts\\_%"
# Made anew for each site: moments of migrations, keys that pages of several languages share, the seal of the audit log.
MOMENT, KEY, SEAL = "(moment)", "(key)", "(seal)"
SITES_OWN = {
    "django_migrations": {"applied": MOMENT},
    "wagtailcore_page": {"translation_key": KEY},
    "audit_audithead": {"seal": SEAL},
}


def dumped(database: sqlite3.Connection) -> str:
    """Return a migrated database as SQL statements, with marks in place of values that each site has for itself."""
    return "".join(f"{line};\n" for line in (*_tables(database), *_rows(database), *_indexes(database)))


def lay(connection: BaseDatabaseWrapper) -> bool:
    """Fill an empty database, all or nothing; False where only migrating does: something is in it, or the file is of
    other migrations."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    text = FILE.read_text("utf-8")
    if _migrations(text) != set(MigrationLoader(None).disk_migrations):
        return False
    text = text.replace(MOMENT, timezone.now().replace(tzinfo=None).isoformat(" "))
    text = text.replace(SEAL, head_seal(0, "", settings.AUDIT_KEY))
    text = re.sub(re.escape(KEY), lambda _match: uuid.uuid4().hex, text)
    connection.ensure_connection()
    connection.connection.executescript(f"BEGIN IMMEDIATE;\n{text}COMMIT;\n")
    return True


def _migrations(text: str) -> set[tuple[str, str]]:
    """App and name of each migration that the file has, those that a squashed one replaces not counted."""
    return set(re.findall(r'^INSERT INTO "django_migrations" VALUES\(\d+,\'(\w+)\',\'([^\']+)\'', text, re.MULTILINE))


def _tables(database: sqlite3.Connection) -> Iterator[str]:
    yield from _statements(database, "type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")


def _indexes(database: sqlite3.Connection) -> Iterator[str]:
    yield from _statements(database, "type IN ('index', 'trigger', 'view') AND sql IS NOT NULL")


def _statements(database: sqlite3.Connection, condition: str) -> Iterator[str]:
    behind = f"(name LIKE '{BEHIND_AN_INDEX}' ESCAPE '\\')"
    # Both conditions are constants of this module.
    where = f"{condition} AND NOT {behind}"
    query = f"SELECT sql FROM sqlite_master WHERE {where} ORDER BY name"  # noqa: S608  # nosec B608
    return (sql for (sql,) in database.execute(query))


def _rows(database: sqlite3.Connection) -> Iterator[str]:
    # SQLite counts numbers (`sqlite_sequence`) by itself.
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    for (table,) in database.execute(listed).fetchall():
        if "_fts_" in table or table == "sqlite_sequence":
            continue
        own = SITES_OWN.get(table, {})
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        values = [f"'''{own[name]}'''" if name in own else f'quote("{name}")' for name in columns]
        # Tables and columns are named by the database itself.
        quoted = " || ',' || ".join(values)
        query = f'SELECT {quoted} FROM "{table}" ORDER BY rowid'  # noqa: S608  # nosec B608
        for (row,) in database.execute(query):
            yield f'INSERT INTO "{table}" VALUES({row})'  # nosec B608
