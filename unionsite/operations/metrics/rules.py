"""Which kind of view answered, and who may read the figures."""

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from unionsite.core.models import SectionPage
from unionsite.core.wings import wings

UNCOUNTED = ("/healthz", "/metrics")
# By the first part of the address, behind the language.
BY_PATH = {
    "admin": "admin",
    "documents": "file",
    "media": "file",
    "static": "file",
    "search": "search",
    "account": "account",
    "_util": "account",
    **{form.partition("/")[0]: "form" for wing in wings() for form in wing.forms},
}
PREFIX = "Bearer "


def kind_of(request: HttpRequest, status: int, quiet: tuple[str, ...]) -> str:
    """Return one of `metrics.KINDS`; "" for what is not counted.

    Where people write to the union only errors of the program count, which the log names anyway: with all others, two
    readings would tell when somebody wrote.
    """
    path = request.path_info
    if path in UNCOUNTED:
        return ""
    if path.startswith(quiet):
        return "form" if status >= 500 else ""
    first, _slash, rest = path.removeprefix("/").partition("/")
    if kind := BY_PATH.get(rest.partition("/")[0] if first == "en" else first):
        return kind
    if (route := getattr(request, "_wagtail_route_for_request", None)) is None:
        return "other"
    return "list" if isinstance(route.page, SectionPage) else "page"


def may_read(sent: str, token: str) -> bool:
    """Whether the header `Authorization` holds the token; never without one."""
    return bool(token) and sent.startswith(PREFIX) and constant_time_compare(sent.removeprefix(PREFIX), token)
