"""Requests that the site asks of itself inside this process, as those that warm up a server before it forks."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.utils.encoding import iri_to_uri


def environ_of(address: str, **more: str) -> dict:
    """Return what a WSGI server passes for a GET of a path with its query, as nginx hands it on, and `more`."""
    site = urlsplit(settings.BASE_URL)
    path, _mark, query = iri_to_uri(address).partition("?")
    environ = {
        # As every WSGI server passes it: the bytes of the path, one character each.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or {"https": 443}.get(site.scheme, 80)),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.url_scheme": site.scheme,
        **more,
    }
    setup_testing_defaults(environ)
    return environ


# Together they load the addresses of the whole site, the frame, lists and the search.
PAGES = ("/", "/news/", "/search/")
# By it the requests count neither as views nor as misses.
AGENT = "unionsite-warming (robot)"


def warm_up(application: Callable) -> None:
    """Answer main pages once, as a server would; if the first one fails (no database yet) others need not try."""
    for path in PAGES:
        answer = application(environ_of(path, HTTP_USER_AGENT=AGENT), lambda *_head: None)
        for _part in answer:
            pass
        answer.close()
        if answer.status_code >= 500:
            break


def close_connections() -> None:
    """Close connections, which two processes must not share, and pools, whose threads would stay behind."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
