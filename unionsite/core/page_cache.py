"""Whole answers for readers without a session, kept in the memory of each process until anything public changes.

Kept is only what a page type names in `kept_views`, and of that only what is the same for everybody: no cookie set, no
token of a form, nothing restricted. What the clock alone changes on a page changes with a new minute, so no answer is
kept beyond the minute it was made in. Other caches may keep the same answers, no others, for some seconds (0060).
"""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, has_vary_header, patch_vary_headers

from unionsite.core.generation import glance
from unionsite.core.queries import closed_paths
from unionsite.core.routing import is_public_address
from unionsite.core.wings import place

try:
    import brotli
except ImportError:  # An extra of the installation.
    brotli = None

KEPT_TYPES = ("text/html", "application/rss+xml")
# How long a cache in front of us may keep an answer: nobody can take it back from there.
SECONDS_ELSEWHERE = 10
MINUTE = 60
LONGEST_VALUE = 20
MOST_PLACES = 5000
# Called for each answer from memory: `(request=…, response=…, page_id=…)`. Apps above join in `ready()`, and count all
# other answers by middleware of their own.
told: list[Callable[..., None]] = place("told of readers whose page was in memory")

Place = tuple[str, str, str]


@dataclass
class CachedResponse:
    """A response as it is kept, with its copies for browsers that take compressed ones."""

    generation: str
    until: float
    page_id: int
    headers: dict[str, str]
    body: bytes
    etag: str
    packed: dict[str, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        # Copies come later; markup shrinks to a quarter or less.
        return len(self.body) * 3 // 2 + 2000

    def in_coding(self, coding: str) -> bytes:
        if coding not in self.packed:
            pack = gzip.compress if coding == "gzip" else lambda body: brotli.compress(body, quality=6)
            self.packed[coding] = pack(self.body)
        return self.packed[coding]

    def for_reader(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in a coding that the reader's browser takes."""
        coding = coding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response = HttpResponse(self.in_coding(coding) if coding else self.body, headers=self.headers)
        if coding:
            response.headers["Content-Encoding"] = coding
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["ETag"] = self.etag
        seconds = max(1, min(SECONDS_ELSEWHERE, int(self.until - time.time())))
        response.headers["Cache-Control"] = f"public, max-age=0, s-maxage={seconds}"
        # nginx keeps what carries this, and nothing else.
        response.headers["X-Accel-Expires"] = str(seconds)
        return response


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return 304 in place of an answer that the reader's browser has already."""
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


def coding_for(accepted: str) -> str:
    """Return the best coding that a browser accepts and we have, "" for none."""
    for coding in ("br", "gzip") if brotli else ("gzip",):
        if re.search(rf"\b{coding}\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", accepted):
            return coding
    return ""


class Store:
    """Answers by key, as many as fit into `most` bytes; the one that was not asked for longest goes first."""

    def __init__(self, most: int):
        self.most = most
        self.size = 0
        self._answers: OrderedDict[Any, CachedResponse] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Any) -> CachedResponse | None:
        with self._lock:
            if (answer := self._answers.get(key)) is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: Any, answer: CachedResponse) -> None:
        if answer.size > self.most // 4:
            return
        with self._lock:
            if (former := self._answers.pop(key, None)) is not None:
                self.size -= former.size
            self._answers[key] = answer
            self.size += answer.size
            while self.size > self.most:
                self.size -= self._answers.popitem(last=False)[1].size


def is_the_same_for_all(request: HttpRequest) -> bool:
    """Whether a request is for the public site, and nothing in it tells one reader from another."""
    return (
        request.method in ("GET", "HEAD")
        and is_public_address(request.path_info)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
    )


def parameters_read(request: HttpRequest, response: HttpResponse) -> tuple[str, ...] | None:
    """Return names of the parameters that an answer depends on; None if it must not be kept."""
    route = getattr(request, "_wagtail_route_for_request", None)
    if route is None or response.status_code != 200 or getattr(request, "is_preview", False) or response.streaming:
        return None
    if response.cookies or has_vary_header(response, "Cookie") or response.headers.get("Cache-Control"):
        return None
    # Decorators of views that change the content policy leave it on the answer, which is not the one that goes out.
    if any(name.startswith("_csp") for name in vars(response)):
        return None
    if not response.headers.get("Content-Type", "").startswith(KEPT_TYPES):
        return None
    if route.page.path.startswith(tuple(closed_paths())):
        return None
    view = getattr(route.args[0], "__name__", "") if route.args else ""
    return getattr(route.page, "kept_views", {}).get(view)


class PageCacheMiddleware:
    """Stands before sessions: a reader whose answer is in memory costs neither a session nor a query.

    A preview of Wagtail builds a chain of middleware of its own, whose memory is empty.
    """

    def __init__(self, get_response):
        if not settings.PAGE_CACHE_MB:
            raise MiddlewareNotUsed
        self.get_response = get_response
        half = settings.PAGE_CACHE_MB * 1024 * 1024 // 2
        # Apart, so that made-up parameters cannot push out the pages that everybody reads.
        self.plain, self.chosen = Store(half), Store(half)
        self._read: dict[Place, tuple[str, ...]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_the_same_for_all(request):
            return self._for_one(self.get_response(request))
        place, generation, now = self._place(request), glance(), time.time()
        if (values := self._values(request, self._read.get(place))) is not None:
            answer = self._store(values).get((place, values))
            if answer is not None and answer.generation == generation and now < answer.until:
                response = answer.for_reader(request)
                for tell in told:
                    tell(request=request, response=response, page_id=answer.page_id)
                return unless_known(request, response)
        return self._made(request, place, generation, now)

    def _made(self, request: HttpRequest, place: Place, generation: str, now: float) -> HttpResponse:
        response = self.get_response(request)
        names = parameters_read(request, response)
        if names is None or (values := self._values(request, names)) is None:
            return self._for_one(response)
        if len(self._read) >= MOST_PLACES:
            self._read.clear()
        self._read[place] = names
        # Judged by the moment before the answer was made, as what is in it was.
        until = (now // MINUTE + 1) * MINUTE
        page = request._wagtail_route_for_request.page  # type: ignore[attr-defined]
        if page.expire_at is not None:
            until = min(until, page.expire_at.timestamp())
        patch_vary_headers(response, ("Accept-Encoding",))
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        answer = CachedResponse(generation, until, page.pk, headers, response.content, f'W/"{digest}"')
        if request.method == "GET":
            self._store(values).put((place, values), answer)
        return unless_known(request, answer.for_reader(request))

    @staticmethod
    def _for_one(response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Cache-Control", "private")
        return response

    @staticmethod
    def _place(request: HttpRequest) -> Place:
        return (request.scheme or "", request._get_raw_host(), request.path_info)

    @staticmethod
    def _values(request: HttpRequest, names: tuple[str, ...] | None) -> tuple | None:
        """Return the values of these parameters by name; None where nothing is kept. All others change nothing."""
        if names is None or not request.META.get("QUERY_STRING"):
            return None if names is None else ()
        values = tuple((name, request.GET[name]) for name in names if name in request.GET)
        return values if all(len(value) <= LONGEST_VALUE for _name, value in values) else None

    def _store(self, values: tuple) -> Store:
        return self.chosen if values else self.plain
