"""Where the current request comes from and who is acting, for entries of the audit log.

Commands and tasks have neither.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest

from unionsite.core.middleware import Middleware
from unionsite.core.request_values import address_of

AGENT_LENGTH = 200


@dataclass(frozen=True)
class Origin:
    address: str
    agent: str


_current: ContextVar[Origin | HttpRequest | None] = ContextVar("audit_origin", default=None)


def current() -> Origin | None:
    """Return the origin; of a request it is read only now, as hardly any writes an entry."""
    source = _current.get()
    if isinstance(source, HttpRequest):
        return Origin(address_of(source), source.META.get("HTTP_USER_AGENT", "")[:AGENT_LENGTH])
    return source


@contextmanager
def set_origin(origin: Origin | HttpRequest | None) -> Iterator[None]:
    """Make `current()` return `origin` inside the `with`, only in this thread or coroutine."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def current_actor():
    """Return who is signed in on the current request, as receivers of signals are not given a user; None when nobody
    is, or in a command."""
    user = getattr(_current.get(), "user", None)
    return user if user is not None and user.is_authenticated else None


class OriginMiddleware(Middleware):
    def __call__(self, request):
        token = _current.set(request)
        try:
            return self.get_response(request)
        finally:
            _current.reset(token)
