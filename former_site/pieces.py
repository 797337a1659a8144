"""Turns a row of a table into a piece of the former website: reads, checks and identifies it. Uses no database."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext as _

from former_site.columns import COMMON, REQUIRED, Column
from former_site.story import NoStory, to_story
from unionsite.core.models import PiecePage
from unionsite.publishing.word_import.draft import Block

EARLIEST_YEAR = 1990
SUMMARY_LENGTH = PiecePage._meta.get_field("summary").max_length
MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：]\d{1,2}(?:\.\d+)?)?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")


class BadPiece(ValueError):
    """The row is no piece; the message is for people and names every fault."""


@dataclass(frozen=True)
class Piece:
    """What a row says. `key` is the SHA-256 of its identity, 64 hexadecimal digits; `date` is aware or None.

    `own` are the values of the fields that only its page type has, by name.
    """

    key: str
    section: str
    kind: str
    title: str
    blocks: list[Block]
    date: datetime | None = None
    source: str = ""
    summary: str = ""
    url: str = ""
    author: str = ""
    department: str = ""
    own: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def line_of(cells: Mapping[str, str], name: str) -> str:
    """Return the text of one of the common columns, on one line."""
    return _line(next(column for column in COMMON if column.name == name).text_in(cells))


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def read_piece(cells: Mapping[str, str], *, now: datetime, zone: tzinfo, columns: Iterable[Column] = COMMON) -> Piece:
    """Return the piece of a row by heading. Raises BadPiece that names every fault of the row."""
    problems: list[str] = []

    def tried(read: Callable, *arguments):
        try:
            return read(*arguments)
        except (BadPiece, NoStory) as error:
            problems.append(str(error))

    texts = {column.name: tried(_text, column, cells) for column in columns}
    body = texts.pop("body")
    lines = {name: _line(text or "") for name, text in texts.items()}
    values = {
        column.name: tried(_value, column, lines[column.name], zone) for column in columns if column.name in lines
    }
    tried(_check_day, values["date"], now)
    base = tried(_address, lines["url"])
    blocks, notes = (tried(to_story, body, base or "") if body else None) or ([], [])
    if problems:
        raise BadPiece(" ".join(problems))
    identity = ("url", lines["url"]) if lines["url"] else (lines["section"], lines["title"], lines["date"])
    key = hashlib.sha256("\0".join(identity).encode()).hexdigest()
    common = {column.name: values.pop(column.name) for column in COMMON if column.name in values}
    common["summary"] = common["summary"][:SUMMARY_LENGTH]
    return Piece(key=key, blocks=blocks, notes=notes, own=values, **common)


def _text(column: Column, cells: Mapping[str, str]) -> str:
    text = column.text_in(cells)
    if column in REQUIRED and not text.strip():
        raise BadPiece(_("缺“%(name)s”。") % {"name": column.label})
    return text


def _value(column: Column, line: str, zone: tzinfo) -> str | date | None:
    """Return a line as a value for the column's field. Raises BadPiece."""
    if not isinstance(column.field, models.DateField):
        if column.length and len(line) > column.length:
            raise BadPiece(_("“%(name)s”超过%(length)d个字。") % {"name": column.label, "length": column.length})
        return line
    if not line:
        return None
    try:
        moment = read_moment(line, zone)
    except ValueError:
        raise BadPiece(
            _("看不懂“%(name)s”“%(text)s”，应如2024-05-08或2024-05-08 14:30。")
            % {"name": column.label, "text": line[:20]}
        ) from None
    return moment if isinstance(column.field, models.DateTimeField) else moment.date()


def read_moment(text: str, zone: tzinfo) -> datetime:
    """Return a day or a moment as people write it, noon without a time of day. Raises ValueError."""
    match = MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in match.group(1, 2, 3))
    hour, minute = (int(part) if part else None for part in match.group(4, 5))
    if text.endswith("Z") or re.search(r"[+-]\d\d:?\d\d$", text):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(zone)
    return datetime(year, month, day, 12 if hour is None else hour, minute or 0, tzinfo=zone)


def _check_day(moment: datetime | None, now: datetime) -> None:
    if moment and (moment > now or moment.year < EARLIEST_YEAR):
        raise BadPiece(_("日期%(date)s在将来或太早，请核对。") % {"date": f"{moment:%Y-%m-%d}"})


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or " " in text):
        raise BadPiece(_("网址不对，应以http://或https://开头。"))
    return text
