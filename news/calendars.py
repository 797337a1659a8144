"""A piece as a calendar entry (RFC 5545) that phones and mail programs accept."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpResponse

DEFAULT_LENGTH = timedelta(hours=1)


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


def calendar_text(page) -> str:
    """Return the calendar file of a NewsPage, with a reminder one hour before."""
    ends_at = page.ends_at or page.starts_at + DEFAULT_LENGTH
    url = settings.BASE_URL + page.url
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//unionsite//events//ZH",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{page.translation_key}@{settings.BASE_URL.partition('://')[2].partition(':')[0]}",
        f"DTSTAMP:{moment(page.last_published_at or page.starts_at)}",
        f"DTSTART:{moment(page.starts_at)}",
        f"DTEND:{moment(ends_at)}",
        f"SUMMARY:{escape(page.title)}",
        f"LOCATION:{escape(page.place)}",
        f"DESCRIPTION:{escape(page.summary)}",
        f"URL:{url}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escape(page.title)}",
        "TRIGGER:-PT1H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(fold(line) for line in lines) + "\r\n"


def calendar_response(page, name: str) -> HttpResponse:
    response = HttpResponse(calendar_text(page), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
