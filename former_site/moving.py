"""Moving all rows to another database, of the other kind as well, and comparing both (docs/scale.md).

Rows are read and written as the columns hold them: what a field packs or seals goes over byte by byte.
"""

import datetime
import decimal
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.duration import duration_microseconds
from environ import Env

ROWS_AT_ONCE = 500
# What the search makes anew from the rows; its columns differ between the databases.
_MADE_ANEW = "wagtailsearch"


class MoveError(Exception):
    """Nothing was written; the message is Chinese, for who administers the server."""


@dataclass(frozen=True)
class Moved:
    """A table as both databases hold it: its name and number of rows."""

    table: str
    rows: int


def connect(alias: str, url: str) -> BaseDatabaseWrapper:
    """Return a connection to another database, known to Django by the alias. Raises what its driver raises."""
    config = connections.configure_settings({"default": {}, alias: Env.db_url_config(url)})[alias]
    wrapper = load_backend(config["ENGINE"]).DatabaseWrapper(config, alias)
    wrapper.ensure_connection()
    connections.databases[alias], connections[alias] = config, wrapper
    return wrapper


def place(connection: BaseDatabaseWrapper) -> tuple[str, str, str]:
    """Return where a database is: equal for two connections to the same one."""
    known = connection.settings_dict
    return str(known["HOST"]), str(known["PORT"]), str(known["NAME"])


def tables(source: BaseDatabaseWrapper) -> list[type[models.Model]]:
    """Return a model for each table of the source that goes along."""
    there = set(source.introspection.table_names())
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.app_label != _MADE_ANEW
    }
    return [model for name, model in sorted(found.items()) if name in there]


def left_behind(source: BaseDatabaseWrapper) -> dict[str, int]:
    """Return tables with rows that no model of this version knows, and how many rows: they do not go along."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    counts = {}
    for name in source.introspection.table_names():
        if name not in known and not name.startswith(_MADE_ANEW):
            [(counts[name],)] = _run(source, f"SELECT COUNT(*) FROM {source.ops.quote_name(name)}")  # noqa: S608  # nosec B608  (quoted)
    return {name: count for name, count in counts.items() if count}


def move(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> Iterator[Moved]:
    """Replace all rows of the target, which has the same migrations, by those of the source; yield table by table.

    Nobody can write to the source meanwhile. The target is committed once every table is equal; else MoveError.
    """
    if _migrations(source) != _migrations(target):
        raise MoveError("两个数据库的迁移不一致。请先在原数据库上运行migrate，再搬。")
    kept = tables(source)
    with _held(source, kept), transaction.atomic(using=target.alias), _unguarded(target, kept):
        for model in kept:
            _run(target, f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608  # nosec B608  (quoted)
        for model in kept:
            moved = _copy(model, source, target)
            if _content(model, target) != moved:
                raise MoveError(f"搬过去以后，表{model._meta.db_table}的内容不一致，没有写入。")
            yield Moved(model._meta.db_table, moved[0])
        for statement in target.ops.sequence_reset_sql(no_style(), kept):
            _run(target, statement)
        target.check_constraints()


def _run(connection: BaseDatabaseWrapper, statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _migrations(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    return set(_run(connection, "SELECT app, name FROM django_migrations"))


@contextmanager
def _held(source: BaseDatabaseWrapper, kept: list[type[models.Model]]) -> Iterator[None]:
    """Inside, the source is at one moment: nobody else writes."""
    with transaction.atomic(using=source.alias):
        # SQLite's transactions hold the one lock for writing from their beginning (settings, IMMEDIATE).
        if source.vendor == "postgresql":
            names = ", ".join(source.ops.quote_name(model._meta.db_table) for model in kept)
            _run(source, f"LOCK TABLE {names} IN SHARE MODE")
        yield


@contextmanager
def _unguarded(target: BaseDatabaseWrapper, kept: list[type[models.Model]]) -> Iterator[None]:
    """Inside, the triggers that guard records are off; afterwards they are as before."""
    if target.vendor == "sqlite":
        guards = _run(target, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _sql in guards:
            _run(target, f"DROP TRIGGER {target.ops.quote_name(name)}")
        yield
        for _name, sql in guards:
            _run(target, sql)
        return
    names = [target.ops.quote_name(model._meta.db_table) for model in kept]
    for name in names:
        _run(target, f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    # A table with checks put off cannot be altered.
    _run(target, "SET CONSTRAINTS ALL IMMEDIATE")
    for name in names:
        _run(target, f"ALTER TABLE {name} ENABLE TRIGGER USER")


def _rows(model: type[models.Model], connection: BaseDatabaseWrapper) -> Iterator[list[tuple]]:
    """Yield rows in the order of the columns, some hundred at once, each value the same whatever database holds it."""
    fields = model._meta.local_concrete_fields
    readers = [_READ.get(_kind(field), _plain) for field in fields]
    with connection.chunked_cursor() as cursor:
        cursor.execute(_selecting(model, connection))
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield [
                tuple(value if value is None else read(value) for read, value in zip(readers, row, strict=True))
                for row in rows
            ]


def _names(model: type[models.Model], connection: BaseDatabaseWrapper) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in model._meta.local_concrete_fields)


def _selecting(model: type[models.Model], connection: BaseDatabaseWrapper) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    return f"SELECT {_names(model, connection)} FROM {table}"  # noqa: S608  # nosec B608  (quoted)


def _copy(model: type[models.Model], source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> tuple[int, int]:
    """Write all rows; return what `_content` must find."""
    fields = model._meta.local_concrete_fields
    table = target.ops.quote_name(model._meta.db_table)
    places = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {table} ({_names(model, target)}) VALUES ({places})"  # noqa: S608  # nosec B608  (quoted)
    by_kind = _writers(target)
    writers = [by_kind.get(_kind(field), _plain) for field in fields]
    found = (0, 0)
    for rows in _rows(model, source):
        values = [
            [value if value is None else write(value) for write, value in zip(writers, row, strict=True)]
            for row in rows
        ]
        try:
            with target.cursor() as cursor:
                cursor.executemany(insert, values)
        except (DatabaseError, ValueError) as error:
            raise MoveError(f"表{model._meta.db_table}里有新数据库不接受的内容，没有写入：{error}") from error
        found = _counted(found, rows)
    return found


def _content(model: type[models.Model], connection: BaseDatabaseWrapper) -> tuple[int, int]:
    """Return the number of rows and a sum of their hashes, the same whatever order they come in."""
    found = (0, 0)
    for rows in _rows(model, connection):
        found = _counted(found, rows)
    return found


def _counted(found: tuple[int, int], rows: list[tuple]) -> tuple[int, int]:
    number, total = found
    for row in rows:
        total += int.from_bytes(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest())
    return number + len(rows), total % 2**256


# --- Values ---


def _kind(field: models.Field) -> str:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field.get_internal_type()


def _moment(value: Any) -> datetime.datetime:
    moment = parse_datetime(value) if isinstance(value, str) else value
    return moment.astimezone(datetime.UTC) if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _plain(value: Any) -> Any:
    return value


# As Python has a value: SQLite keeps days and times as text, decimals as numbers, truth as 0 and 1.
_READ: dict[str, Callable[[Any], Any]] = {
    "BooleanField": bool,
    "DateTimeField": _moment,
    "DateField": lambda value: parse_date(value) if isinstance(value, str) else value,
    "TimeField": lambda value: parse_time(value) if isinstance(value, str) else value,
    "DurationField": lambda value: datetime.timedelta(microseconds=value) if isinstance(value, int) else value,
    "DecimalField": lambda value: decimal.Decimal(str(value)).normalize(),
    "JSONField": lambda value: json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True),
    "BinaryField": bytes,
    "UUIDField": lambda value: uuid.UUID(str(value)),
}


def _writers(target: BaseDatabaseWrapper) -> dict[str, Callable[[Any], Any]]:
    """Return what makes of Python's value what the target's column takes."""
    ops, has = target.ops, target.features
    return {
        "DateTimeField": ops.adapt_datetimefield_value,
        "DateField": ops.adapt_datefield_value,
        "TimeField": ops.adapt_timefield_value,
        "DurationField": _plain if has.has_native_duration_field else duration_microseconds,
        "DecimalField": str,
        "BinaryField": target.Database.Binary,
        "UUIDField": _plain if has.has_native_uuid_field else lambda value: value.hex,
    }
