"""Which pages are public: what the site map tells search engines, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

from unionsite.operations.reader.asking import AnonymousReader, body_of

SITE_MAP, ROBOTS = "/sitemap.xml", "/robots.txt"
_NAMES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class SiteMapFailed(Exception):
    """The site map could not be had: the site is not laid yet, or does not work."""


def public_addresses(reader: AnonymousReader) -> Iterator[str]:
    """Yield the path of every public page in the map's order, those of an index part by part."""
    parts, pages = _read(reader, SITE_MAP)
    yield from pages
    for part in parts:
        yield from _read(reader, part)[1]


def _read(reader: AnonymousReader, address: str) -> tuple[list[str], list[str]]:
    """Return the parts that a map names, and its pages."""
    with reader.ask(address) as response:
        if response.status_code != 200:
            raise SiteMapFailed(f"{address} answers {response.status_code}.")
        root = ElementTree.fromstring(b"".join(body_of(response)))  # noqa: S314  (the site's own)
    return _paths(root, "sitemap"), _paths(root, "url")


def _paths(root: ElementTree.Element, name: str) -> list[str]:
    addresses = (element.findtext(f"{_NAMES}loc", "").strip() for element in root.iter(_NAMES + name))
    return [_relative(address) for address in addresses if address]


def _relative(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
