"""A read replica of PostgreSQL (`DATABASE_REPLICA_URL`) for what anonymous readers see; the rest reads the primary.

For some seconds after a write nobody reads the replica, and its lag is asked again every few seconds: remembered pages
would otherwise be made of old data.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

from unionsite.core.middleware import Middleware
from unionsite.core.named import labels
from unionsite.core.routing import is_public_address

logger = logging.getLogger(__name__)

REPLICA = "replica"
# A write is seen on the replica within this time, or it is not read.
SECONDS = 10
SECONDS_BETWEEN_LOOKS = 2
SECONDS_REMEMBERED = 86_400
WRITTEN = "replica:written"
# Rows that no page of an anonymous reader shows, by app and by model: what people send, counts, runs, sessions.
UNSEEN = {"sessions", "django_tasks_db", "axes", "audit"}
UNSEEN_MODELS = set(
    labels(
        core="jobrun",
        search="searchterm",
        accounts="user staffsession authenticator",
        interact="case caseentry casefile casemail casemark answer answerfile draft ballot participation attempt"
        " attemptanswer",
    )
)
FAULTS = (OperationalError, InterfaceError)
# Seconds that it is behind: 0 while everything has come and more may come; otherwise the age of the last that came.
# And the moment of the last commit that came: a line that is cut without a word is noticed only after a minute.
STATE = (
    "SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
    " AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN 0"
    " ELSE COALESCE(EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()), 0) END,"
    " CASE WHEN pg_is_in_recovery() THEN COALESCE(EXTRACT(EPOCH FROM pg_last_xact_replay_timestamp()), 0)"
    " ELSE 'Infinity' END"
)
_reads: ContextVar[bool] = ContextVar("reads-replica", default=False)


@contextmanager
def reading(is_allowed: bool) -> Iterator[None]:
    """Inside, queries read the replica if that is allowed."""
    token = _reads.set(is_allowed)
    try:
        yield
    finally:
        _reads.reset(token)


class ReplicaStatus:
    """What one process knows of the replica; moments are of the monotonic clock, but for that of the last write."""

    def __init__(self) -> None:
        self.looked_at = self.noted_at = float("-inf")
        self.is_well = False
        # Unix time up to which commits have come.
        self.has_until = 0.0

    def is_usable(self) -> bool:
        """Whether the replica answers, is not behind, has the last write, and nothing was written just now."""
        now = time.monotonic()
        if now - self.looked_at >= SECONDS_BETWEEN_LOOKS:
            # Set first: other threads go on with what is known while one looks.
            self.looked_at = now
            behind, self.has_until = _look()
            self.is_well = behind < SECONDS / 2
            if not self.is_well:
                self.failed()
        if not self.is_well:
            return False
        try:
            written = cache.get(WRITTEN, 0)
        except Exception:  # Each cache raises its own; without it nobody knows what was written.
            return False
        # A write that was rolled back holds readers off until the next commit, at most a minute (the scheduler's).
        return time.time() - written > SECONDS and written <= self.has_until

    def failed(self) -> None:
        """Leave it alone for a while."""
        self.looked_at, self.is_well = time.monotonic() + SECONDS - SECONDS_BETWEEN_LOOKS, False

    def note_write(self) -> None:
        """Tell all processes that something was written, at most once a second."""
        now = time.monotonic()
        if now - self.noted_at < 1:
            return
        self.noted_at = now
        try:
            cache.set(WRITTEN, time.time(), SECONDS_REMEMBERED)
        except Exception as error:  # A write must not fail for it; without a cache nobody reads the replica.
            logger.warning("A write could not be noted: %s", type(error).__name__)


def _look() -> tuple[float, float]:
    """Return how many seconds the replica is behind, infinite if it does not answer, and until when it has commits."""
    line = connections[REPLICA]
    try:
        with line.cursor() as cursor:
            if line.vendor != "postgresql":
                cursor.execute("SELECT 1")
                return 0, float("inf")
            cursor.execute(STATE)
            behind, until = cursor.fetchone()
            return float(behind), float(until)
    except FAULTS as error:
        logger.warning("The replica does not answer: %s", type(error).__name__)
        line.close()
        return float("inf"), 0


STATUS = ReplicaStatus()


class Router:
    """Django asks it for the database of each query; set in `DATABASE_ROUTERS` where there is a replica."""

    def db_for_read(self, model, **hints) -> str:
        return REPLICA if _reads.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model, **hints) -> str:
        meta = model._meta
        if meta.app_label not in UNSEEN and meta.label_lower not in UNSEEN_MODELS:
            STATUS.note_write()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db != REPLICA


def may_read_replica(request: HttpRequest) -> bool:
    """Whether nobody is signed in, nothing is sent, and the page is no place where people write."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and is_public_address(request.path_info)
        and not request.path_info.startswith((*settings.QUIET_PATHS, *settings.PRIMARY_PATHS))
    )


class ReplicaMiddleware(Middleware):
    """Stands innermost: only the view reads the replica. A view that fails because of it is asked again."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reads_replica = may_read_replica(request) and STATUS.is_usable()
        with reading(request.reads_replica):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, FAULTS) or not request.reads_replica:
            return None
        logger.warning("The replica failed in a request: %s", type(error).__name__)
        STATUS.failed()
        request.reads_replica = False
        view, args, kwargs = request.resolver_match
        with reading(False):
            response = view(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response
