"""Middleware for every request: refuses malformed addresses, finds language and site without a query, adds headers."""

import functools
import re
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from whitenoise.middleware import WhiteNoiseFileResponse

from unionsite.core import generation
from unionsite.core.content_policy import ADMIN_PREFIX, ContentPolicyMiddleware
from unionsite.core.errors import WORDS, bad_request, explain
from unionsite.core.logs import during
from unionsite.core.queries import site_for
from unionsite.core.request_values import LARGEST, record_number

_CHOSEN = re.compile("/chosen/([^/]+)/$")


class Middleware:
    """What each of ours begins with."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RequestSanityMiddleware(Middleware):
    """Answers 400 to NUL bytes, invalid UTF-8 and, in the admin, numbers that no record can have (T94).

    Otherwise they would surface as an error deep in the database.
    """

    def __call__(self, request):
        if self.is_malformed(request):
            return bad_request(request)
        return self.get_response(request)

    @staticmethod
    def is_malformed(request) -> bool:
        # Django has put U+FFFD for bytes of the path that are no UTF-8; the query is still as it came.
        path, query = request.path_info, request.META.get("QUERY_STRING")
        if "\x00" in path or "\ufffd" in path:
            return True
        # Wagtail's choosers take any text for the number of what was chosen.
        if path.startswith(ADMIN_PREFIX) and (chosen := _CHOSEN.search(path)) and not record_number(chosen[1]):
            return True
        if not query:
            return False
        try:
            query = unquote_to_bytes(query.encode("latin-1")).decode()
        except UnicodeError:
            return True
        return "\x00" in query or (path.startswith(ADMIN_PREFIX) and has_impossible_number(request.GET))


def has_impossible_number(parameters: QueryDict) -> bool:
    """Whether a parameter of the admin is a number too large for the database, or an id that is no number.

    Many lists and choosers of Wagtail and its packages pass these on unread. `id=all` belongs to its bulk actions,
    `id=blockdef-…` to its previews of blocks; an empty collection or page is none.
    """
    for name, values in parameters.lists():
        if name != "q" and any(value.isdecimal() and len(value) >= len(str(LARGEST)) for value in values):
            return True
        if name in ("id", "collection_id", "parent_page_id") and not all(
            record_number(value)
            or value == "all"
            or (name == "id" and value.startswith("blockdef-"))
            or (name != "id" and not value)
            for value in values
        ):
            return True
    return False


@functools.lru_cache(maxsize=500)
def language_below(name: str) -> str:
    """Return the language of addresses below `/name/`; Django remembers only those that are a language's."""
    return translation.get_language_from_path(f"/{name}/") or settings.LANGUAGE_CODE


class SiteMiddleware(Middleware):
    """Pins the generation, takes the language from the path alone and the site from memory.

    Unlike Django's LocaleMiddleware it never looks at Accept-Language or cookies, so that one address has one content
    and caches need no `Vary` for it.
    """

    def __call__(self, request):
        # Monitors must have an answer even when cache or database, which the rest needs first, do not.
        if request.path_info == "/healthz":
            return self.get_response(request)
        with generation.Pinned(), during(request):
            language = language_below(request.path_info[1:].partition("/")[0])
            with translation.override(language):
                request.LANGUAGE_CODE = language
                # Read when asked for, as a request's user is; false while there is none.
                request._wagtail_site = SimpleLazyObject(lambda: site_for(request))
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", language)
                return response


# Browser features that the site itself uses are on, all others are off, also for scripts that should not be there.
# Features that no browser knows any more are left out: they would only fill its console.
ON = ("clipboard-write", "fullscreen", "picture-in-picture")
_SENSORS = ("accelerometer", "camera", "geolocation", "gyroscope", "idle-detection", "magnetometer", "microphone")
_DEVICES = ("display-capture", "hid", "midi", "screen-wake-lock", "serial", "usb", "window-management")
_OF_READER = ("browsing-topics", "clipboard-read", "local-fonts", "payment", "storage-access")
_OTHERS = ("autoplay", "encrypted-media", "xr-spatial-tracking")
_KEYS = ("publickey-credentials-create", "publickey-credentials-get")
OFF = sorted(_SENSORS + _DEVICES + _OF_READER + _OTHERS + _KEYS)


def permissions(*also: str) -> str:
    """Return the Permissions-Policy of a page that uses the features `also` besides those that every page may use."""
    used = [*ON, *also]
    return ", ".join([*(f"{name}=(self)" for name in used), *(f"{name}=()" for name in OFF if name not in used)])


PERMISSIONS = permissions()


class HeadersMiddleware(ContentPolicyMiddleware):
    """Sets headers that Django has no setting for (T89, T90): browser features, who may embed our answers, the content
    policy. It stands outside of WhiteNoise, whose files have the first two alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # Pictures may be shown elsewhere, as in sharing cards and feed readers.
        if not request.path_info.startswith(settings.MEDIA_URL):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response if isinstance(response, WhiteNoiseFileResponse) else super().process_response(request, response)


class EmptyErrorsMiddleware(Middleware):
    """Adds words to error answers without any, such as Django's 405; answers to programs stay as they are.

    It must stand inside of CommonMiddleware, which sets the length of an answer.
    """

    def __call__(self, request):
        response = self.get_response(request)
        status = response.status_code
        if status not in WORDS or response.streaming or response.content:
            return response
        if request.method not in ("HEAD", "OPTIONS") and request.accepts("text/html"):
            page = explain(request, status, WORDS[status])
            response.content = page.content
            response.headers["Content-Type"] = page.headers["Content-Type"]
        return response
