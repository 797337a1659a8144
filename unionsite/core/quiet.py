"""Addresses where people write to the union: nothing about them gets into logs and reports of errors (T62)."""

from __future__ import annotations

import logging
import traceback

from django.conf import settings
from django.http import HttpRequest


def is_quiet(request: HttpRequest | None) -> bool:
    """Never while DEBUG is on, where whoever looks is the one who sent it."""
    return request is not None and not settings.DEBUG and request.path.startswith(tuple(settings.QUIET_PATHS))


class QuietFilter(logging.Filter):
    """Leaves of an error there the kind and the place in the program: what it says may be somebody's words."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and is_quiet(getattr(record, "request", None)):
            kind, _value, trace = record.exc_info
            record.exc_info = None
            record.exc_text = "".join([*traceback.format_tb(trace), kind.__name__ if kind else ""])
        return True
