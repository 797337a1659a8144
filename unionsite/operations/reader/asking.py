"""Asks the site for an address through all of its middleware, as a stranger; which pages are public."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import FileResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase

from unionsite.core.inside import environ_of
from unionsite.core.private_files import OPEN_FOLDERS

# Says that it is a program, so that figures of readers leave it out (`oversight.visits.rules`).
AGENT = "unionsite-copy"


class AnonymousReader:
    """One is made for each run: it loads the middleware, and with it the list of the static files there are."""

    def __init__(self):
        self._handler = WSGIHandler()

    @contextmanager
    def ask(self, address: str) -> Iterator[HttpResponseBase]:
        """GET a path with its query; what fails inside is an answer 500. A file that is sent is closed afterwards.

        The signals around a request are not sent: they end database connections, which a long run goes on using.
        """
        if address.startswith(settings.MEDIA_URL):
            response = _upload(unquote(address.partition("?")[0].removeprefix(settings.MEDIA_URL)))
        else:
            response = self._handler.get_response(
                WSGIRequest(environ_of(address, HTTP_USER_AGENT=AGENT, HTTP_ACCEPT="text/html,*/*"))
            )
        try:
            yield response
        finally:
            if file := getattr(response, "file_to_stream", None):
                file.close()


def _upload(name: str) -> HttpResponseBase:
    """Answer as the web server does, which hands out uploads by itself: those in open folders alone."""
    if name.partition("/")[0] not in OPEN_FOLDERS or ".." in name or not default_storage.exists(name):
        return HttpResponseNotFound()
    return FileResponse(default_storage.open(name), filename=name.rpartition("/")[2])


def body_of(response: HttpResponseBase) -> Iterator[bytes]:
    """Yield the body of an answer, of a file piece by piece."""
    if response.streaming:
        yield from response.streaming_content
    else:
        yield response.content


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
    return [urlsplit(address)._replace(scheme="", netloc="").geturl() for address in addresses if address]
