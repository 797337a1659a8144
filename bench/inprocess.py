"""Requests inside this process, through Django's whole handler: processor time, queries, bytes."""

from __future__ import annotations

import contextlib
import gzip
import math
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.db import connection
from wagtail.models import Page

from bench.beside import Beside
from bench.changes import OTHERS, piece_elsewhere, piece_on, publish_again
from search.results.recent import forget_recent
from unionsite.core import generation
from unionsite.core.inside import environ_of

# A pool hands out now this connection, now that: what its backend took could not be read before and after a request.
connection.settings_dict["OPTIONS"].pop("pool", None)
connection.settings_dict["CONN_MAX_AGE"] = None
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
    """One page and what was measured of it; milliseconds are processor time of one request, one for each round.

    Of several addresses each is asked for by turns. `beside` names bakerydemo's page of the same kind.
    """

    name: str
    addresses: tuple[str, ...]
    aim: float | None = None
    beside: str = ""
    page: Page | None = None
    ms: dict[str, list[float]] = field(default_factory=dict)
    queries: int = 0
    queries_first: int = 0
    repeated: int = 0
    html: bytes = b""

    @property
    def is_search(self) -> bool:
        return self.addresses[0].startswith("/search/")

    def note(self, moment: str, milliseconds: float) -> None:
        self.ms.setdefault(moment, []).append(milliseconds)

    def median(self, moment: str) -> float:
        """Milliseconds; of "else" the worst kind of change. `nan` of what was not measured."""
        if moment == "else":
            return max(
                (statistics.median(times) for name, times in self.ms.items() if name in OTHERS), default=math.nan
            )
        return statistics.median(self.ms[moment]) if moment in self.ms else math.nan

    def against(self, moment: str, other: str) -> float:
        return self.median(moment) / self.median(other)

    @property
    def worst(self) -> str:
        """What is no piece, and whose change costs this page most."""
        return max((name for name in self.ms if name in OTHERS), key=self.median, default="")


def measure(cases: list[Case], rounds: int, beside: Beside | None = None) -> None:
    """Fill in the cases; in each round a page, its bare twin and bakerydemo's take turns: noise hits all alike.

    After each change, made as staff make it and not counted, the next request is the first that reads it.
    """
    for case in cases:
        for address in case.addresses:
            get(address)  # templates are compiled, pictures have all their sizes
        forget()
        with counted() as queries:
            get(case.addresses[0])
        case.queries_first = queries.total()
        with counted() as queries:
            case.html = get(case.addresses[0])
        case.queries = queries.total()
        case.repeated = sum(number - 1 for number in queries.values())
    for _round in range(rounds):
        for case in cases:
            case.note("warm", _time(case, 10))
            case.note("everything", _time(case, 2, before_each=generation.forget))
            if case.is_search:
                case.note("first", _time(case, 2, before_each=forget_recent))
            if case.page:
                elsewhere, own = piece_elsewhere(case.page), piece_on(case.page)
                case.note("elsewhere", _time(case, 2, before_each=partial(publish_again, elsewhere)))
                if own:
                    case.note("on it", _time(case, 2, before_each=partial(publish_again, own)))
            for name, change in OTHERS.items():
                case.note(name, _time(case, 1, before_each=change))
            case.note("kept", _time(case, 100, site=keeping))
            case.note("bare", statistics.mean(_times((f"/_bare/{len(case.html)}",), 100)))
            if beside and case.beside:
                case.note("bakerydemo", beside.measure(case.beside, 5))


def _time(
    case: Case, requests: int, before_each: Callable[[], object] = lambda: None, site: Callable = application
) -> float:
    return statistics.mean(_times(case.addresses, requests, before_each, site))


def _times(
    addresses: tuple[str, ...],
    requests: int,
    before_each: Callable[[], object] = lambda: None,
    site: Callable = application,
) -> Iterator[float]:
    """Milliseconds of each request, every address as often."""
    for address in addresses:
        get(address, site)
    for address in addresses * requests:
        before_each()
        began = time.process_time() + backend_seconds()
        get(address, site)
        yield (time.process_time() + backend_seconds() - began) * 1000


def backend_seconds() -> float:
    """Processor time of PostgreSQL's process for this connection, if it runs on this machine; 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        status = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except FileNotFoundError:
        return 0.0
    # Nanoseconds on a processor: what /proc tells in ticks is too coarse for one request.
    return int(status.split()[0]) / 1e9


LINKED = {
    "css": re.compile(rb'<link[^>]+rel="stylesheet"[^>]+href="/static/([^"]+)"'),
    "js": re.compile(rb'<script[^>]+src="/static/([^"]+)"'),
}


def weight(html: bytes, kind: str) -> tuple[int, int]:
    """Bytes of the style sheets ("css") or scripts ("js") that a page links, and the same gzipped."""
    files = [Path(settings.STATIC_ROOT, name.decode()).read_bytes() for name in LINKED[kind].findall(html)]
    return sum(map(len, files)), sum(len(gzip.compress(content)) for content in files)
