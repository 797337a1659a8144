"""The index keeps what is searched and no text beside it; written by hand (docs/decisions/0061-lean-search-index.md).

On SQLite Wagtail's table would hold the tokens of every object twice as text, in its own columns and inside FTS5; on
PostgreSQL vectors beyond 2 kB in a table of their own, which is looked up for each row and each rank. Nothing is in the
table yet: the search is filled after the migrations.
"""

import sqlite3

from django.db import connection, migrations

TABLE = "wagtailsearch_indexentry"
FTS = f"{TABLE}_fts"
COLUMNS = "title, body, autocomplete"
# Wagtail's triggers go on serving other backends, which write texts into its table. Ours writes to FTS5 itself.
HAS_TEXT = "NEW.title <> '' OR NEW.body <> '' OR NEW.autocomplete <> ''"


def triggers():
    # Names alone, no values.
    values = "NEW.id, NEW.title, NEW.body, NEW.autocomplete"
    insert = f"INSERT INTO {FTS} (rowid, {COLUMNS}) VALUES ({values})"  # nosec B608
    delete = f"DELETE FROM {FTS} WHERE rowid = OLD.id"  # nosec B608
    return {
        f"insert_{FTS}": f"AFTER INSERT ON {TABLE} WHEN {HAS_TEXT} BEGIN {insert}; END",
        f"update_{FTS}": f"AFTER UPDATE ON {TABLE} WHEN {HAS_TEXT} BEGIN {delete}; {insert}; END",
        f"delete_{FTS}": f"AFTER DELETE ON {TABLE} BEGIN {delete}; END",
    }


def make_lean(apps, schema_editor):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN body SET STORAGE MAIN")
    if connection.vendor != "sqlite":
        return
    # FTS5 without a copy of its texts, from which rows can be deleted, came with SQLite 3.43; before it the copy stays.
    options = ", content='', contentless_delete=1" if sqlite3.sqlite_version_info >= (3, 43) else ""
    with connection.cursor() as cursor:
        for name in triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE {FTS}")
        # In any but the first column each word takes two bytes more to say where it is: for `body` a quarter of the index.
        cursor.execute(f"CREATE VIRTUAL TABLE {FTS} USING fts5(body, autocomplete, title{options})")
        for name, definition in triggers().items():
            cursor.execute(f"CREATE TRIGGER {name} {definition}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("wagtailsearch", "0010_add_text_fields")]

    operations = [migrations.RunPython(make_lean, migrations.RunPython.noop)]
