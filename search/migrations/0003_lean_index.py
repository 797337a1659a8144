"""The index keeps what is searched and no text beside it (docs/decisions/0061-lean-search-index.md).

On SQLite Wagtail's table holds the tokens of every object twice as text, in its own columns and inside FTS5; both go.
On PostgreSQL one vector holds title and body, so that no search has to join the two for each row it looks at.

Nothing locks for longer than a batch takes, the search finds everything meanwhile, and it may be broken off and run
again.
"""

import sqlite3

from django.db import connection, migrations, transaction

TABLE = "wagtailsearch_indexentry"
FTS = f"{TABLE}_fts"
LEAN = f"{FTS}_lean"
COLUMNS = "title, body, autocomplete"
BATCH = 1000
# Wagtail's triggers go on serving whoever writes texts into its table: other backends, and workers of the version
# before while an update is under way. Ours writes to FTS5 itself.
HAS_TEXT = "NEW.title <> '' OR NEW.body <> '' OR NEW.autocomplete <> ''"


def triggers(fts):
    # Here and below: names alone, no values.
    values = "NEW.id, NEW.title, NEW.body, NEW.autocomplete"
    insert = f"INSERT INTO {fts} (rowid, {COLUMNS}) VALUES ({values})"  # nosec B608
    delete = f"DELETE FROM {fts} WHERE rowid = OLD.id"  # nosec B608
    return {
        f"insert_{fts}": f"AFTER INSERT ON {TABLE} WHEN {HAS_TEXT} BEGIN {insert}; END",
        f"update_{fts}": f"AFTER UPDATE ON {TABLE} WHEN {HAS_TEXT} BEGIN {delete}; {insert}; END",
        f"delete_{fts}": f"AFTER DELETE ON {TABLE} BEGIN {delete}; END",
    }


def in_batches(statement):
    """Run a statement over all rows, a transaction for each thousand of them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}")  # nosec B608
        last = cursor.fetchone()[0]
        for first in range(1, last + 1, BATCH):
            with transaction.atomic():
                cursor.execute(f"{statement} id BETWEEN {first} AND {first + BATCH - 1}")


def make_lean(apps, schema_editor):
    if connection.vendor == "postgresql":
        # Only titles have the label A: rows that have their title already are left alone.
        in_batches(
            f"UPDATE {TABLE} SET body = title || body WHERE length(title) > 0 "  # nosec B608
            "AND length(ts_filter(body, '{a}')) = 0 AND"
        )
    elif connection.vendor == "sqlite":
        if not is_lean():
            fill_lean_table()
            put_in_place()
        in_batches(f"UPDATE {TABLE} SET title = '', body = '', autocomplete = '' WHERE")  # nosec B608


def is_lean():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s AND sql LIKE '%%WHEN%%'", [f"insert_{FTS}"])
        return cursor.fetchone() is not None


def fill_lean_table():
    # FTS5 without a copy of its texts, from which rows can be deleted, came with SQLite 3.43; before it the copy stays.
    options = ", content='', contentless_delete=1" if sqlite3.sqlite_version_info >= (3, 43) else ""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {LEAN} USING fts5(autocomplete, body, title{options})")
        for name, definition in triggers(LEAN).items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {definition}")
    in_batches(
        f"INSERT INTO {LEAN} (rowid, {COLUMNS}) SELECT id, {COLUMNS} FROM {TABLE} "  # nosec B608
        f"WHERE id NOT IN (SELECT rowid FROM {LEAN}) AND"
    )


@transaction.atomic
def put_in_place():
    with connection.cursor() as cursor:
        for name in (*triggers(FTS), *triggers(LEAN)):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE {FTS}")
        cursor.execute(f"ALTER TABLE {LEAN} RENAME TO {FTS}")
        for name, definition in triggers(FTS).items():
            cursor.execute(f"CREATE TRIGGER {name} {definition}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("search", "0002_text_indexes")]

    operations = [
        migrations.RunPython(make_lean, migrations.RunPython.noop),
        *(
            [
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY IF EXISTS search_indexentry_title_body",
                    f"CREATE INDEX IF NOT EXISTS search_indexentry_title_body ON {TABLE} USING gin ((title || body))",
                )
            ]
            if connection.vendor == "postgresql"
            else []
        ),
    ]
