"""From a row of a table to a piece of the former website: read, checked, with what identifies it. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from search.importing.story import NoStory, to_story
from unionsite.publishing.word_import.blocks import Block

# What columns may be called, for messages by the first; any other column is not read.
COLUMNS = {
    "section": ("栏目", "section"),
    "kind": ("类别", "kind", "类型"),
    "title": ("标题", "title", "题目"),
    "body": ("正文", "body", "content", "内容"),
    "date": ("日期", "date", "published", "发布日期", "发布时间", "时间"),
    "source": ("来源", "source"),
    "summary": ("摘要", "summary"),
    "url": ("网址", "url", "link", "原文网址", "链接"),
    "author": ("作者", "author"),
    "department": ("供稿部门", "department", "部门"),
    "starts_at": ("活动时间", "starts_at", "开始时间"),
    "place": ("地点", "place"),
    "organiser": ("主办单位", "organiser"),
}
REQUIRED = ("section", "title", "body")
LENGTHS = {"title": 255, "source": 80, "author": 60, "place": 80, "organiser": 80, "url": 500}
EARLIEST_YEAR = 1990
SUMMARY_LENGTH = 300
_MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：]\d{1,2}(?:\.\d+)?)?)?"
    r"(?:Z|[+-]\d\d:?\d\d)?"
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]")


class BadPiece(ValueError):
    """The row is no piece; the message is for people and names every fault."""


@dataclass(frozen=True)
class Piece:
    """What a row says. `key` is the SHA-256 of what identifies it, 64 hexadecimal digits; `date` is aware or None."""

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
    starts_at: datetime | None = None
    place: str = ""
    organiser: str = ""
    notes: list[str] = field(default_factory=list)


def missing_columns(cells: Mapping[str, str]) -> list[str]:
    """Chinese names of required columns that a row does not have at all."""
    return [COLUMNS[name][0] for name in REQUIRED if not any(alias in cells for alias in COLUMNS[name])]


def read_piece(cells: Mapping[str, str], *, now: datetime, zone: tzinfo) -> Piece:
    """The piece of a row by heading. Raises BadPiece that names every fault of the row."""
    values = {
        name: next((cells[alias] for alias in aliases if cells.get(alias, "").strip()), "")
        for name, aliases in COLUMNS.items()
    }
    lines = {name: " ".join(_CONTROLS.sub(" ", text).split()) for name, text in values.items() if name != "body"}
    problems = [_("缺“%(name)s”。") % {"name": COLUMNS[name][0]} for name in REQUIRED if not values[name].strip()]
    for name, length in LENGTHS.items():
        if len(lines[name]) > length:
            problems.append(_("“%(name)s”超过%(length)d个字。") % {"name": COLUMNS[name][0], "length": length})
    moments: dict[str, datetime | None] = {}
    for name in ("date", "starts_at"):
        try:
            moments[name] = read_moment(lines[name], zone) if lines[name] else None
        except ValueError:
            problems.append(
                _("看不懂“%(name)s”“%(text)s”，应如2024-05-08或2024-05-08 14:30。")
                % {"name": COLUMNS[name][0], "text": lines[name][:20]}
            )
    if (date := moments.get("date")) and (date > now or date.year < EARLIEST_YEAR):
        problems.append(_("日期%(date)s在将来或太早，请核对。") % {"date": f"{date:%Y-%m-%d}"})
    if lines["url"] and not _is_address(lines["url"]):
        problems.append(_("网址不对，应以http://或https://开头。"))
    blocks: list[Block] = []
    notes: list[str] = []
    if values["body"].strip():
        try:
            blocks, notes = to_story(values["body"], lines["url"] if _is_address(lines["url"]) else "")
        except NoStory as error:
            problems.append(str(error))
    if problems:
        raise BadPiece(" ".join(problems))
    identity = ("url", lines["url"]) if lines["url"] else (lines["section"], lines["title"], lines["date"])
    return Piece(
        key=hashlib.sha256("\0".join(identity).encode()).hexdigest(),
        blocks=blocks,
        notes=notes,
        date=moments["date"],
        starts_at=moments["starts_at"],
        summary=lines["summary"][:SUMMARY_LENGTH],
        **{
            name: lines[name]
            for name in ("section", "kind", "title", "source", "url", "author", "department", "place", "organiser")
        },
    )


def read_moment(text: str, zone: tzinfo) -> datetime:
    """A day or a moment as people write it, noon where there is no time of day. Raises ValueError."""
    match = _MOMENT.fullmatch(text)
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


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in text
