"""Measures every answer, outermost of all: how many, of which kind, how long. Never who, where from or what for."""

import logging
import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from unionsite.core import metrics
from unionsite.core.logs import during
from unionsite.core.middleware import Middleware
from unionsite.operations.metrics.rules import kind_of

logger = logging.getLogger("unionsite.requests")


class MeasureMiddleware(Middleware):
    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with during(request):
            response = self.get_response(request)
            seconds, status = time.perf_counter() - started, response.status_code
            kind = kind_of(request, status, tuple(settings.QUIET_PATHS))
            if kind:
                metrics.note_request(kind, status, seconds)
                if settings.LOG_REQUESTS:
                    told = {"status_code": status, "duration": round(seconds, 4)}
                    logger.info("%s %s %d %.3f", request.method, kind, status, seconds, extra=told)
        return response
