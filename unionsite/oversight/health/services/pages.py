"""Asking for one page of ours, reading what stands on it, and keeping what it links to."""

import hashlib
from collections.abc import Iterable
from html.parser import HTMLParser

from django.conf import settings
from django.db import transaction

from unionsite.oversight.health.asking import OwnSite
from unionsite.oversight.health.choices import LinkKind, PageFault
from unionsite.oversight.health.models import Link, Visit, Walk
from unionsite.oversight.health.rules import PageResponse, host_of, page_faults, sort_out

# Ask again before believing it: the server may have been busy with something else just then.
_DOUBTFUL = frozenset({PageFault.UNREACHABLE, PageFault.ERROR, PageFault.VETO, PageFault.SLOW})

_NO_WORDS = {"h1", "script", "style", "template", "noscript"}
# Elements that never close, so that depth is not counted by them.
_SHOWN = {"img", "video", "audio", "iframe", "form", "table", "svg"}


class PageContent(HTMLParser):
    """What stands on a page, as far as a walk asks, in one pass over the HTML: words, links and pictures of
    `<main>`, and with `whole` links and pictures of the frame around it too."""

    def __init__(self, *, whole: bool = False):
        super().__init__(convert_charrefs=True)
        self.whole = whole
        self.links: dict[str, None] = {}
        self.pictures: dict[str, None] = {}
        self.has_text = False
        self.without_alt = self.without_target = 0
        self._main = self._mute = 0

    def handle_starttag(self, tag, attrs):
        if tag == "main":
            self._main += 1
        elif tag in _NO_WORDS:
            self._mute += 1
        if not (self._main or self.whole):
            return
        found = dict(attrs)
        if tag == "a":
            self._link(found)
        elif tag == "img":
            self._picture(found)
        if self._main and tag in _SHOWN:
            self.has_text = True

    def _link(self, found):
        if address := found.get("href"):
            self.links[address] = None
        elif self._main and not {"name", "id", "role"} & found.keys():
            # What Wagtail makes of a link to a page or document that is deleted.
            self.without_target += 1

    def _picture(self, found):
        if address := found.get("src"):
            self.pictures[address] = None
        elif self._main:
            self.without_target += 1
        if self._main and "alt" not in found:
            self.without_alt += 1

    def handle_endtag(self, tag):
        if tag == "main":
            self._main = max(0, self._main - 1)
        elif tag in _NO_WORDS:
            self._mute = max(0, self._mute - 1)

    def handle_data(self, data):
        if self._main and not self._mute and not self.has_text and data.strip():
            self.has_text = True


def read_page(html: str, *, whole: bool = False) -> PageContent:
    content = PageContent(whole=whole)
    content.feed(html)
    content.close()
    return content


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
