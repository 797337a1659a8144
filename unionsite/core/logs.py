"""How a line of the log looks; never who asked, nor what for.

A request that nginx numbered (`X-Request-ID`), or that an error page had to name, has that number in every line about
it, so that an administrator finds what a reader saw. Requests on `QUIET_PATHS` have none.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from unionsite.core.quiet import is_quiet

_current: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_NUMBER = re.compile(r"[0-9a-f]{16,32}")


@contextmanager
def during(request: HttpRequest) -> Iterator[None]:
    """Inside, lines of the log belong to this request."""
    token = _current.set(request)
    try:
        yield
    finally:
        _current.reset(token)


def number_of(request: HttpRequest | None, make: Callable[[], str] = str) -> str:
    """Return the request's number, made by `make` if it has none; "" for a quiet one.

    Whoever sends the header himself only names his own lines: it is a number and nothing else.
    """
    if request is None or is_quiet(request):
        return ""
    if not (number := getattr(request, "number", "")):
        sent = request.headers.get("X-Request-ID", "")
        request.number = number = sent if _NUMBER.fullmatch(sent) else make()
    return number


def new_number() -> str:
    return secrets.token_hex(8)


def _request_of(record: logging.LogRecord) -> HttpRequest | None:
    """Return the request of a line. Django's own server hands a socket under that name."""
    request = getattr(record, "request", None) or _current.get()
    return request if isinstance(request, HttpRequest) else None


class LineFormatter(logging.Formatter):
    """A line of text, with the request's number in brackets at its end. A job whose mail the server did not take says
    so in a sentence: it is no fault of the program."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django_tasks" and isinstance(error, OSError) and (notes := getattr(error, "__notes__", [])):
            told = {"msg": notes[0], "args": (), "exc_info": None, "exc_text": None}
            record = logging.makeLogRecord(record.__dict__ | told)
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        number = number_of(_request_of(record))
        return f"{super().formatMessage(record)} [{number}]" if number else super().formatMessage(record)
