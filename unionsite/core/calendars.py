"""Something with a time as a calendar entry (RFC 5545) that phones and mail programs accept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse


@dataclass(frozen=True)
class Event:
    """One entry of a calendar; `url` is an address of this site without its host, `changed_at` when it was written."""

    key: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    url: str
    changed_at: datetime
    place: str = ""
    summary: str = ""
    is_cancelled: bool = False


def escape(text: str) -> str:
    """Return text as a property value: RFC 5545, section 3.3.11."""
    for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(old, new)
    return text


def fold(line: str) -> str:
    """Break a line after at most 75 octets, never inside a character: RFC 5545, section 3.1."""
    parts: list[str] = []
    current, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > (75 if not parts else 74):
            parts.append(current)
            current, size = "", 0
        current += character
        size += width
    return "\r\n ".join([*parts, current])


def moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def calendar_text(events: Iterable[Event]) -> str:
    """Return a calendar file of the events, each with a reminder one hour before."""
    entries = [line for event in events for line in _lines(event)]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//unionsite//events//ZH",
        "METHOD:PUBLISH",
        *entries,
        "END:VCALENDAR",
    ]
    return "\r\n".join(fold(line) for line in lines) + "\r\n"


def _lines(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{event.key}@{urlsplit(settings.BASE_URL).hostname}",
        f"DTSTAMP:{moment(event.changed_at)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(event.ends_at)}",
        f"SUMMARY:{escape(event.title)}",
        f"LOCATION:{escape(event.place)}",
        f"DESCRIPTION:{escape(event.summary)}",
        f"URL:{settings.BASE_URL + event.url}",
        *(["STATUS:CANCELLED"] if event.is_cancelled else []),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(event.title)}",
        "TRIGGER:-PT1H",
        "END:VALARM",
        "END:VEVENT",
    ]


def calendar_response(events: Iterable[Event], name: str) -> HttpResponse:
    response = HttpResponse(calendar_text(events), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
