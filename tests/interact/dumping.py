"""What somebody holds who took the database: every row of every table, and for SQLite every byte of its files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, connections


@contextmanager
def as_a_file(folder: Path):
    """Inside, the test's database lies in files with its log of writes, as in production; SQLite only."""
    memory = connections["default"]
    path = folder / "taken.sqlite3"
    # What the test has written so far is not committed, which `backup` would wait for.
    path.write_bytes(memory.connection.serialize())
    on_disk = connections.create_connection("default")
    on_disk.settings_dict = {**memory.settings_dict, "NAME": str(path)}
    connections["default"] = on_disk
    try:
        yield path
    finally:
        on_disk.close()
        connections["default"] = memory


def raw(path: Path) -> Iterator[tuple[str, bytes]]:
    """(file, content): the pages in use and those that are free, and the log of writes."""
    for file in sorted(path.parent.glob(f"{path.name}*")):
        yield file.name, file.read_bytes()


def rows() -> Iterator[tuple[str, object]]:
    """(table.column, value) of all that can be asked for."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (names from the schema)
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield f"{table}.{column}", bytes(value) if isinstance(value, memoryview) else value


def as_bytes(places) -> Iterator[tuple[str, bytes]]:
    return ((place, value if isinstance(value, bytes) else str(value).encode()) for place, value in places)


def rows_on_disk(model) -> list[tuple[str, str]]:
    """(transaction that wrote it, transaction that replaced it) of each row in PostgreSQL's pages, dead ones too."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        cursor.execute(
            "SELECT t_xmin::text, t_xmax::text FROM generate_series(0, pg_relation_size(%s) / 8192 - 1) AS page,"
            " heap_page_items(get_raw_page(%s, page::int)) WHERE t_data IS NOT NULL",
            [model._meta.db_table] * 2,
        )
        return cursor.fetchall()
