"""Reads tables of any length in parts, so that no statement stays open while something else is done."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models


def in_chunks(rows: models.QuerySet, size: int, *, key: str = "pk") -> Iterator:
    """Yield the rows by `key`, a unique field ("-number": downwards), reading `size` at a time.

    Unlike `iterator()`, whose statement stays open until the last row: on SQLite a process that is reading can write
    nothing once another one has written (SQLITE_BUSY_SNAPSHOT), and a slow reader keeps the write-ahead log growing.
    """
    name, beyond = key.removeprefix("-"), "lt" if key.startswith("-") else "gt"
    rows = rows.order_by(key)
    part = list(rows[:size])
    while part:
        yield from part
        last = getattr(part[-1], name)
        part = list(rows.filter(**{f"{name}__{beyond}": last})[:size]) if len(part) == size else []
