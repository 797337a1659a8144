"""Values of a request, read with care: the sender's address, numbers of records, days, numbers of pages."""

import re
from datetime import date

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest


def client_address(remote: str, forwarded_for: str, proxies: int) -> str:
    """Return the sender's address behind `proxies` reverse proxies of our own.

    Each of them appends the address it saw to X-Forwarded-For, so only that many entries from the right are true; the
    sender may have written everything further left (T28).
    """
    entries = [entry.strip() for entry in forwarded_for.split(",") if entry.strip()]
    if proxies < 1 or len(entries) < proxies:
        return remote
    return entries[-proxies]


def address_of(request: HttpRequest) -> str:
    return client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES
    )


# --- Numbers of records as somebody outside wrote them: in rich text, in an address ---

LARGEST = 2**63 - 1


def record_number(value: object) -> int | None:
    """Return a primary key written in ASCII digits or as an int; None for a value that cannot be one."""
    if isinstance(value, bool) or not re.fullmatch(r"[1-9][0-9]{0,18}", str(value)):
        return None
    number = int(str(value))
    return number if number <= LARGEST else None


def whole_number(text: str, most: int = 999) -> int | None:
    """Return a number from 0 to `most` written in ASCII digits; None for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) and int(text) <= most else None


def written_day(text: str) -> date | None:
    """Return a day written as 2026-05-08; None for anything else."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


# --- Pages of long lists ---


def nearest_page(paginator: Paginator, number: str | None) -> Page:
    """Return the page with this number: the first for what is no number, the nearest one for a number out of range."""
    try:
        wanted = int(number or 1)
    except ValueError:
        wanted = 1
    return paginator.page(min(max(wanted, 1), paginator.num_pages))
