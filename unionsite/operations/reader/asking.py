"""Asks the site for an address through all of its middleware, as somebody who is not signed in and keeps no cookie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import FileResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase

from unionsite.core.private_files import OPEN_FOLDERS

# Says that it is a program, so that figures of readers leave it out (`core.robots`).
AGENT = "unionsite-copy"


class AnonymousReader:
    """One is made for each run: it loads the middleware, and with it the list of the static files there are."""

    def __init__(self):
        self._handler = WSGIHandler()
        self._host = urlsplit(settings.BASE_URL)

    @contextmanager
    def ask(self, address: str) -> Iterator[HttpResponseBase]:
        """GET a path with its query; what fails inside is an answer 500. A file that is sent is closed afterwards.

        The signals around a request are not sent: they end database connections, which a long run goes on using.
        """
        if address.startswith(settings.MEDIA_URL):
            response = _upload(unquote(address.partition("?")[0].removeprefix(settings.MEDIA_URL)))
        else:
            response = self._handler.get_response(WSGIRequest(self._environ(address)))
        try:
            yield response
        finally:
            if file := getattr(response, "file_to_stream", None):
                file.close()

    def _environ(self, address: str) -> dict:
        path, _mark, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            # As every WSGI server passes it: the bytes of the path, one character each.
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self._host.hostname,
            "SERVER_PORT": str(self._host.port or {"https": 443}.get(self._host.scheme, 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._host.netloc,
            "HTTP_USER_AGENT": AGENT,
            "HTTP_ACCEPT": "text/html,*/*",
            "wsgi.url_scheme": self._host.scheme,
            "wsgi.input": BytesIO(),
        }
        if settings.SECURE_PROXY_SSL_HEADER and self._host.scheme == "https":
            name, value = settings.SECURE_PROXY_SSL_HEADER
            environ[name] = value
        return environ


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
