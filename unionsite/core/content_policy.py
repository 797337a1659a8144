"""What a browser may load and run on our pages (S-6.3, T89), and where it reports what it blocked."""

import functools
import json
import logging

from csp.constants import HEADER, HEADER_REPORT_ONLY, NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from csp.middleware import CheckableLazyObject, CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of

logger = logging.getLogger(__name__)
REPORT_ADDRESS = "/csp-report/"
ADMIN_PREFIX = "/admin/"

PUBLIC = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "media-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
    "frame-ancestors": [SELF],
    "report-uri": [REPORT_ADDRESS],
}
# Wagtail's screens carry inline scripts (listings, choosers, scheduling) and styles. A nonce must never stand beside
# 'unsafe-inline': browsers then ignore the latter, and those screens break.
ADMIN = PUBLIC | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    # The preview beside the editor.
    "frame-src": [SELF],
}
# For views whose page draws a picture in the browser and shows it (js/picture.js).
shows_drawings = csp_update({"img-src": ["blob:"]})
# For uploads opened on their own, as in deploy/nginx.conf: nothing in them runs; the page that a browser draws around a
# picture, a film or a PDF may have style.
FILE = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


@functools.cache
def usual_policy(*, is_admin: bool) -> str:
    return build_policy(ADMIN if is_admin else PUBLIC)


# Who asks for a nonce after the header has been written gets an error, not a nonce that no browser knows.
TOO_LATE = CheckableLazyObject(CSPMiddleware._csp_nonce_post_response)


def is_file_address(path: str) -> bool:
    return path.startswith(("/documents/", settings.MEDIA_URL))


class ContentPolicyMiddleware(CSPMiddleware):
    """Sets the strict policy for the public site, the wider one for the admin, and a sandbox for uploads.

    A page in the admin's preview is answered by this middleware on its own address, so it keeps the public policy.
    `csp.decorators` may change single directives of a view; all other answers get a text that is built once, as
    building it costs as much as most of the middleware together. `CSP_REPORT_ONLY` only reports what would be blocked.
    """

    # What `csp.decorators` leave on an answer.
    CHANGES = frozenset(
        f"_csp_{change}{kind}" for change in ("exempt", "config", "update", "replace") for kind in ("", "_ro")
    )

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if is_file_address(request.path_info) and response.status_code < 400:
            response.headers[HEADER] = FILE
            return response
        if settings.DEBUG or getattr(request, "_csp_nonce", None) or not self.CHANGES.isdisjoint(response.__dict__):
            return super().process_response(request, response)
        name = HEADER_REPORT_ONLY if settings.CSP_REPORT_ONLY else HEADER
        response.headers.setdefault(name, usual_policy(is_admin=request.path_info.startswith(ADMIN_PREFIX)))
        request.csp_nonce = TOO_LATE
        return response

    def get_policy_parts(self, request, response, report_only: bool = False) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only is not settings.CSP_REPORT_ONLY:
            return PolicyParts({}, None, None, None)
        if settings.CSP_REPORT_ONLY:
            # Decorators change the enforced policy; the reported one must be the same.
            parts = super().get_policy_parts(request, response, report_only=False)
        if parts.config is None:
            parts.config = ADMIN if request.path_info.startswith(ADMIN_PREFIX) else PUBLIC
        return parts


# --- Reports of what was blocked: one line of the log each, and never an error for the browser ---

MOST_BYTES = 16 * 1024
MOST_CHARACTERS = 200
REPORTS_AN_HOUR = RateLimit("content-report", number=60, seconds=3600)


def without_query(address: object) -> str:
    """Return an address for the log: no query, fragment, spaces or control characters, at most MOST_CHARACTERS long."""
    text = str(address or "-").partition("?")[0].partition("#")[0]
    return "".join(character for character in text if character.isprintable() and character != " ")[:MOST_CHARACTERS]


def read_report(body: bytes) -> tuple[str, str, str] | None:
    """Return (directive, what was blocked, page) of a browser's report; None when the body is not one."""
    try:
        report = json.loads(body)["csp-report"]
        directive = report.get("effective-directive") or report.get("violated-directive")
        return without_query(directive), without_query(report.get("blocked-uri")), without_query(report["document-uri"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


# allowed: csrf-exempt (the browser itself sends it, without a form and so without a token; nothing is stored)
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ContentReport(View):
    """Answers 204 to everything, so that nobody learns anything here; drops too long, too many or odd reports."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.is_welcome(request) and (report := read_report(request.body)):
            logger.warning("Content policy: %s blocked %s on %s", *report)
        return HttpResponse(status=204)

    @staticmethod
    def is_welcome(request: HttpRequest) -> bool:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isdecimal() and 0 < int(length) <= MOST_BYTES):
            return False
        return REPORTS_AN_HOUR.take(address_of(request))
