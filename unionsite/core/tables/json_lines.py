"""JSON lines: a row each, texts and numbers by name; one that is none is named, and the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from unionsite.core.tables.cells import Row, text_of
from unionsite.core.tables.limits import BadRow, Limits

JSON_ENDINGS = (".jsonl", ".ndjson")


def json_rows(file: IO[bytes], limits: Limits) -> Iterator[Row | BadRow]:
    line = 0
    while content := file.readline(limits.line_length):
        line += 1
        if len(content) >= limits.line_length and not content.endswith(b"\n"):
            while content and not content.endswith(b"\n"):
                content = file.readline(limits.line_length)
            yield BadRow(line, _("这一行太长。"))
        elif content.strip():
            yield _json_row(line, content)


def _json_row(line: int, content: bytes) -> Row | BadRow:
    try:
        values = json.loads(content.decode("utf-8-sig" if line == 1 else "utf-8"))
    except (ValueError, RecursionError):
        return BadRow(line, _("这一行不是完整的JSON。"))
    if not isinstance(values, dict) or any(isinstance(value, dict | list) for value in values.values()):
        return BadRow(line, _("这一行应是一组“名称: 值”，值为文字或数字。"))
    return line, {name.strip().lower(): text_of(value) for name, value in values.items()}
