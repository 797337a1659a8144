"""What a server loads before it makes its processes, so that they share the memory and answer at once."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections

# Together they load the addresses of the whole site, the frame, lists and the search.
PAGES = ("/", "/news/", "/search/")
# By it the requests count neither as views nor as misses.
AGENT = "unionsite-warming (robot)"


def warm_up(application: Callable) -> None:
    """Answer main pages once, as a server would; if the first one fails (no database yet) others need not try."""
    site = urlsplit(settings.BASE_URL)
    for path in PAGES:
        environ = {
            "PATH_INFO": path,
            "HTTP_HOST": site.netloc,
            "HTTP_USER_AGENT": AGENT,
            "HTTP_X_FORWARDED_PROTO": site.scheme,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": site.scheme,
        }
        setup_testing_defaults(environ)
        answer = application(environ, lambda *_head: None)
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
