"""Makes a page of the copy out of a page of the site: its line on top, no form, links that stay within it. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin, urlsplit

from unionsite.operations.copies.rules import LIST_PAGES, list_page, page_number
from unionsite.operations.reader.markup import Link, read_markup

Edit = tuple[int, int, str]

_HREF = re.compile(r"""\shref=("[^"]*"|'[^']*'|[^\s>]+)""")
# Statutes are copied whole and in Chinese alone: a link to one article leads to its place in the text.
_LAW = re.compile(r"(?:/en)?(/rights/laws/[\w-]+/)(?:([\w-]+)/)?")


@dataclass(frozen=True)
class Copied:
    """A page of the copy, and what belongs to it: pages of its list, documents and feeds that it names."""

    html: str
    last_page: int
    documents: tuple[str, ...]
    feeds: tuple[str, ...]


def as_copy(html: str, path: str, *, line: str, stopped: Callable[[str], str]) -> Copied:
    """`stopped` makes what stands in place of a page whose form cannot be sent, from the page's title."""
    found = read_markup(html)
    edits: list[Edit] = [(found.top, found.top, line)]
    if any(form.is_posted and form.is_in_main for form in found.forms):
        edits.append((*found.main, stopped(found.title.partition(" – ")[0].strip())))
    edits += [(form.start, form.end, "") for form in found.forms if form.end]
    edits += [edit for link in found.links if link.tag == "a" and (edit := _led(link, path))]
    numbers = [page_number(urlsplit(link.href).query) or 1 for link in found.links if link.href.startswith("?")]
    local = [link.href for link in found.links if link.href.startswith("/") and "?" not in link.href]
    return Copied(
        _with(html, edits),
        min(max(numbers, default=1), LIST_PAGES),
        tuple(dict.fromkeys(href for href in local if href.startswith("/documents/"))),
        tuple(dict.fromkeys(href for href in local if href.endswith("/feed/"))),
    )


def as_standing(html: str, *, title: str, line: str, inside: str) -> str:
    """Return the frame of a page with other words in it."""
    found = read_markup(html)
    site = found.title.partition(" – ")[2]
    edits: list[Edit] = [
        (found.top, found.top, line),
        (*found.main, inside),
        (*found.title_at, escape(f"{title} – {site}" if site else title)),
    ]
    edits += [(form.start, form.end, "") for form in found.forms if form.end]
    return _with(html, edits)


def _led(link: Link, path: str) -> Edit | None:
    target = _target(link.href, path)
    if target is None:
        return None
    attribute = f' href="{escape(target)}"' if target else ""
    return link.start, link.end, _HREF.sub(lambda _match: attribute, link.text, count=1)


def _target(href: str, path: str) -> str | None:
    """Return where a link leads in the copy, "" for nowhere, None if it stays as it is."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    own = urljoin(path, parts.path)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    if parts.query:
        if own != path:
            return own + fragment
        number = page_number(parts.query)
        return list_page(path, number) + fragment if number and list_page(path, number) else ""
    if law := _LAW.fullmatch(own):
        return law[1] + (f"#{law[2]}" if law[2] else fragment)
    return None


def _with(html: str, edits: list[Edit]) -> str:
    """Make the edits; one inside of another is left out."""
    pieces, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if start >= at:
            pieces += [html[at:start], text]
            at = end
    return "".join([*pieces, html[at:]])
