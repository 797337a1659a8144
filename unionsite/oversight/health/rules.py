"""What an answer means, when a fault is one, how grave it is, when a walk begins (S-7.1). Pure: now is passed in."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urldefrag, urljoin, urlsplit

from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.health.choices import (
    CERTIFICATE_DAYS,
    SLOW_SECONDS,
    VETO_SECONDS,
    LinkFault,
    LinkKind,
    PageFault,
)

MOST_CHARACTERS = 2000
# It is there, but not for programs, or not now: nobody can say that the link is dead.
UNKNOWN_STATUSES = frozenset({401, 402, 403, 405, 406, 407, 418, 421, 429, 451, 503, 999})
_GRAVE = {
    PageFault.UNREACHABLE: Gravity.SERIOUS,
    PageFault.ERROR: Gravity.SERIOUS,
    PageFault.BLANK: Gravity.SERIOUS,
    PageFault.VETO: Gravity.VETO,
}


@dataclass(frozen=True, slots=True)
class PageResponse:
    """How a page answered: status 0 for no answer, seconds to its end, and what stands on it."""

    status: int
    seconds: float
    has_text: bool = True
    without_alt: int = 0
    without_target: int = 0


def page_faults(answer: PageResponse) -> list[PageFault]:
    """Return what is wrong with a page; what stands on it counts only if it came."""
    if answer.seconds > VETO_SECONDS:
        return [PageFault(PageFault.VETO)]
    if answer.status == 0:
        return [PageFault(PageFault.UNREACHABLE)]
    if answer.status >= 400:
        return [PageFault(PageFault.ERROR)]
    found = {
        PageFault.SLOW: answer.seconds > SLOW_SECONDS,
        PageFault.BLANK: not answer.has_text,
        PageFault.ALT: answer.without_alt > 0,
        PageFault.GONE: answer.without_target > 0,
    }
    return [PageFault(fault) for fault, is_so in found.items() if is_so]


def gravity_of(fault: PageFault, *, is_home: bool) -> Gravity:
    if is_home and fault in (PageFault.UNREACHABLE, PageFault.ERROR, PageFault.BLANK):
        return Gravity(Gravity.VETO)
    return Gravity(_GRAVE.get(fault, Gravity.USUAL))


def certificate_gravity(days: int) -> Gravity | None:
    """Return how grave it is that the certificate is good for so many more days; None if it is long enough."""
    if days < 0:
        return Gravity(Gravity.VETO)
    return Gravity(Gravity.SERIOUS) if days < CERTIFICATE_DAYS else None


def link_fault(status: int) -> LinkFault | None:
    """Return what the status of an answer (the last, after redirects) says of a link."""
    if status < 400 or status in UNKNOWN_STATUSES:
        return None
    return LinkFault(LinkFault.ERROR if status >= 500 else LinkFault.GONE)


def sort_out(address: str, *, page: str, base_url: str) -> tuple[LinkKind, str] | None:
    """Return kind and full address of a link as written on the page with the full address `page`; None for anchors,
    mail, telephone and addresses too long to be stored. That a link is a picture, the caller knows."""
    # As browsers read it.
    address = re.sub(r"[\x00\t\r\n]", "", address).strip()
    if address[:1] in ("", "#"):
        return None
    try:
        whole = urldefrag(urljoin(page, address)).url
        parts = urlsplit(whole)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_meant = address.lower().startswith("http") and len(address) <= MOST_CHARACTERS
        return (LinkKind(LinkKind.EXTERNAL), address) if is_meant else None
    if parts.scheme not in ("http", "https") or len(whole) > MOST_CHARACTERS:
        return None
    is_own = has_host and f"{parts.scheme}://{parts.netloc}" == base_url
    return LinkKind(LinkKind.OWN if is_own else LinkKind.EXTERNAL), whole


def is_well_formed(address: str) -> bool:
    """Whether an address can be asked at all: http or https, a host, nobody's password, not cut off."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.username
    except ValueError:
        return False


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:250]
    except ValueError:
        return ""


def starts_now(now: datetime, *, weekday: int, hour: int, last_start: datetime | None) -> bool:
    """Whether the week's walk begins: on this weekday (1 is Monday) in this hour of local time, or when its time went
    by while nothing ran. `now` and `last_start` are in local time."""
    slot = now.replace(hour=hour, minute=0, second=0, microsecond=0) - timedelta(days=(now.isoweekday() - weekday) % 7)
    if slot > now:
        slot -= timedelta(days=7)
    return slot.date() == now.date() if last_start is None else last_start < slot


_DEEP = 300


def missed_path(path: str, *, quiet: Collection[str]) -> str:
    """Return an address that a reader missed as it is counted; "" for what is not counted: where employees write, what
    is no page, and what is too long or looks like somebody's address."""
    if len(path) > _DEEP or "@" in path or any(path.startswith(prefix) for prefix in quiet):
        return ""
    return path if path.isprintable() and not path.startswith(("/static/", "/media/", "/admin/")) else ""
