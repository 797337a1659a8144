"""Where the current request comes from, for entries of the audit log; commands and tasks come from nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    address: str
    agent: str


_current: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


def current() -> Origin | None:
    return _current.get()


@contextmanager
def set_origin(origin: Origin | None) -> Iterator[None]:
    """`current()` is `origin` in this block, in this thread or coroutine alone."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)
