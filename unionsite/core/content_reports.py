"""Where browsers tell what the content policy stopped: one line of the log for each, and never an error for them."""

import json
import logging

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from unionsite.core.addresses import address_of
from unionsite.core.limits import Limit

logger = logging.getLogger(__name__)
MOST_BYTES = 16 * 1024
MOST_CHARACTERS = 200
REPORTS_AN_HOUR = Limit("content-report", number=60, seconds=3600)


def without_query(address: object) -> str:
    """An address fit for the log: no query, no fragment, no control characters, not endless."""
    text = str(address or "-").partition("?")[0].partition("#")[0]
    return "".join(character for character in text if character.isprintable() and character != " ")[:MOST_CHARACTERS]


def read_report(body: bytes) -> tuple[str, str, str] | None:
    """(directive, what was blocked, page) of a report as browsers send it; None when it is none."""
    try:
        report = json.loads(body)["csp-report"]
        directive = report.get("effective-directive") or report.get("violated-directive")
        return without_query(directive), without_query(report.get("blocked-uri")), without_query(report["document-uri"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


# allowed: csrf-exempt (the browser itself sends it, without a form and so without a token; nothing is stored)
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ContentReport(View):
    """204 whatever is sent, so that nobody learns anything here; too long, too many or odd ones are dropped."""

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
