"""Asking for one page of ours, and keeping what it links to."""

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from unionsite.oversight.health.asking import OwnSite
from unionsite.oversight.health.choices import LinkKind, PageFault
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.page_content import PageContent, read_page
from unionsite.oversight.health.rules import PageResponse, host_of, page_faults, sort_out

# Ask again before believing it: the server may have been busy with something else just then.
_DOUBTFUL = frozenset({PageFault.UNREACHABLE, PageFault.ERROR, PageFault.VETO, PageFault.SLOW})


def look_at(path: str, site: OwnSite) -> tuple[PageResponse, PageContent | None, list[PageFault]]:
    """Ask for a page of ours, twice if the first answer was bad, and say what is wrong with the better one."""
    first = _look_at_once(path, site)
    if not _DOUBTFUL & set(first[2]):
        return first
    second = _look_at_once(path, site)
    return min(first, second, key=lambda found: (not 200 <= found[0].status < 400, found[0].seconds))


def _look_at_once(path: str, site: OwnSite) -> tuple[PageResponse, PageContent | None, list[PageFault]]:
    status, seconds, html = site.page(settings.BASE_URL + path)
    # The frame is the same on every page, and is read on the first one alone.
    content = read_page(html, whole=path == "/") if status == 200 else None
    answer = (
        PageResponse(status, seconds, content.has_text, content.without_alt, content.without_target)
        if content
        else PageResponse(status, seconds)
    )
    return answer, content, page_faults(answer)


@transaction.atomic
def keep_page(*, walk: Walk, cursor: int, path: str, page_id: int | None, found) -> Visit:
    """Store how a page answered, with its links, and that the walk has come to `cursor`, in one."""
    answer, content, faults = found
    values = {
        "page_id": page_id,
        "status": answer.status,
        "seconds": round(answer.seconds, 2),
        "faults": [fault.value for fault in faults],
        "is_faulty": bool(faults),
    }
    visit, _created = Visit.objects.update_or_create(walk=walk, address=path[:500], defaults=values)
    if content is not None:
        visit.links.set(keep_links(walk.pk, links_of(content, settings.BASE_URL + path)))
    walk.cursor = cursor
    walk.save(update_fields=["cursor"])
    return visit


def links_of(content: PageContent, page: str) -> dict[str, LinkKind]:
    """Return the full addresses that a page links to or shows, with their kinds."""
    found: dict[str, LinkKind] = {}
    for address in content.links:
        if sorted_out := sort_out(address, page=page, base_url=settings.BASE_URL):
            found[sorted_out[1]] = sorted_out[0]
    for address in content.pictures:
        # The content policy lets readers load our own pictures alone.
        sorted_out = sort_out(address, page=page, base_url=settings.BASE_URL)
        if sorted_out and sorted_out[0] == LinkKind.OWN:
            found[sorted_out[1]] = LinkKind.PICTURE
    return found


def digest_of(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def keep_links(walk_id: int, found: dict[str, LinkKind]) -> Iterable[int]:
    """Store addresses as seen in this walk; return the numbers of their rows."""
    rows = [
        Link(digest=digest_of(address), address=address, host=host_of(address), kind=kind, seen_in=walk_id)
        for address, kind in sorted(found.items())
    ]
    Link.objects.bulk_create(rows, update_conflicts=True, unique_fields=["digest"], update_fields=["seen_in", "kind"])
    return list(Link.objects.filter(digest__in=[row.digest for row in rows]).values_list("pk", flat=True))
