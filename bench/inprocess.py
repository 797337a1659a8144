"""Requests inside this process, through Django's whole handler: processor time, queries, bytes."""

from __future__ import annotations

import contextlib
import gzip
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import connection

from unionsite.core import generation
from unionsite.core.inside import environ_of

kept_megabytes, settings.PAGE_CACHE_MB = settings.PAGE_CACHE_MB, 0
application = get_wsgi_application()
settings.PAGE_CACHE_MB = kept_megabytes
# The same site with whole pages kept for readers without a session, as it is shipped.
keeping = get_wsgi_application()


def get(address: str, site: Callable = application) -> bytes:
    """The body of a page as the server would send it; SystemExit unless it answers 200."""
    status: list[str] = []
    environ = environ_of(address, HTTP_HOST="127.0.0.1")
    response = site(environ, lambda line, _headers, *_rest: status.append(line))
    body = b"".join(response)
    # Ends the request as a server does: signals are sent, the database connection goes or stays as configured.
    response.close()
    if not status[0].startswith("200"):
        raise SystemExit(f"{address} answered {status[0]}")
    return body


@contextlib.contextmanager
def counted() -> Iterator[Counter]:
    """Queries made inside, each with its parameters, and how often."""
    queries: Counter = Counter()

    def count(execute, sql, params, many, context):
        queries[sql, repr(params)] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield queries


def forget() -> None:
    """The state of a process that has just been started."""
    generation.forget()
    caches["renditions"].clear()


@dataclass
class Case:
    """One page and what was measured of it; milliseconds are processor time of one request, one for each round."""

    name: str
    address: str
    aim: float | None = None
    page_ms: list[float] = field(default_factory=list)
    anew_ms: list[float] = field(default_factory=list)
    elsewhere_ms: list[float] = field(default_factory=list)
    kept_ms: list[float] = field(default_factory=list)
    bare_ms: list[float] = field(default_factory=list)
    queries: int = 0
    queries_first: int = 0
    repeated: int = 0
    html: bytes = b""

    @property
    def times(self) -> float:
        """How often a bare view of the same size fits into this page: of the medians."""
        return statistics.median(self.page_ms) / statistics.median(self.bare_ms)

    @property
    def times_anew(self) -> float:
        """The same with neither values nor parts remembered, as after a taking down or in a process just started."""
        return statistics.median(self.anew_ms) / statistics.median(self.bare_ms)

    @property
    def times_elsewhere(self) -> float:
        """The first request after a piece of another section was published, as times of the page itself."""
        return statistics.median(self.elsewhere_ms) / statistics.median(self.page_ms)

    @property
    def kept(self) -> float:
        """How often the page fits into a bare view when it is kept whole: 1 or more is as quick."""
        return statistics.median(self.bare_ms) / statistics.median(self.kept_ms)

    @property
    def times_min(self) -> float:
        """The same of the quickest rounds, which other programs disturb least."""
        return min(self.page_ms) / min(self.bare_ms)


def measure(cases: list[Case], rounds: int, page_requests: int = 10, bare_requests: int = 100) -> None:
    """Fill in the cases; in each round every page and its bare twin take turns, so that noise hits all alike."""
    for case in cases:
        get(case.address)  # templates are compiled, pictures have all their sizes
        forget()
        with counted() as queries:
            get(case.address)
        case.queries_first = queries.total()
        with counted() as queries:
            case.html = get(case.address)
        case.queries = queries.total()
        case.repeated = sum(number - 1 for number in queries.values())
    for _round in range(rounds):
        for case in cases:
            case.page_ms.append(_time(case.address, page_requests))
            case.anew_ms.append(_time(case.address, page_requests, before_each=generation.forget))
            case.elsewhere_ms.append(_time(case.address, page_requests, before_each=publish_elsewhere))
            case.kept_ms.append(_time(case.address, bare_requests, site=keeping))
            case.bare_ms.append(_time(f"/_bare/{len(case.html)}", bare_requests))


def publish_elsewhere() -> None:
    """Tell all processes what the publication of a piece in another section tells them."""
    generation.bump(generation.PIECES, generation.below("elsewhere"))


def _time(
    address: str, requests: int, before_each: Callable[[], None] = lambda: None, site: Callable = application
) -> float:
    get(address, site)
    taken = 0.0
    for _request in range(requests):
        before_each()
        began = time.process_time()
        get(address, site)
        taken += time.process_time() - began
    return taken / requests * 1000


LINKED = {
    "css": re.compile(rb'<link[^>]+rel="stylesheet"[^>]+href="/static/([^"]+)"'),
    "js": re.compile(rb'<script[^>]+src="/static/([^"]+)"'),
}


def weight(html: bytes, kind: str) -> tuple[int, int]:
    """Bytes of the style sheets ("css") or scripts ("js") that a page links, and the same gzipped."""
    files = [Path(settings.STATIC_ROOT, name.decode()).read_bytes() for name in LINKED[kind].findall(html)]
    return sum(map(len, files)), sum(len(gzip.compress(content)) for content in files)
