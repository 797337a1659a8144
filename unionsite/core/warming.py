"""What a server loads before it makes its processes, so that they share the memory and answer at once."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connections

from unionsite.core.inside import environ_of

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
