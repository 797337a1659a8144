"""The site's addresses and some that fail in every way, to see what people are shown then."""

import sys

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.urls import path
from django.views.debug import ExceptionReporter
from django.views.decorators.http import require_POST

from unionsite import urls
from unionsite.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def breaks(request):
    password = "s3cret-words"
    raise RuntimeError(f"the password is {password}")


def has_lost_database(request):
    raise OperationalError("connection to server at internal reason failed")


def denies(request):
    raise PermissionDenied("internal reason")


def suspects(request):
    raise SuspiciousOperation("internal reason")


@require_POST
def only_posts(request):
    return HttpResponse(request.POST.get("x", ""))


def report_of(request) -> ExceptionReporter:
    """What administrators are told of a fault; raised here, as lines around it and variables stand in the report."""
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        return ExceptionReporter(request, *sys.exc_info())


urlpatterns = [
    path("breaks/", breaks),
    path("has-lost-database/", has_lost_database),
    path("denies/", denies),
    path("suspects/", suspects),
    path("only-posts/", only_posts),
    path("empty-403/", lambda request: HttpResponseForbidden()),
    path("empty-429/", lambda request: HttpResponse(status=429)),
    path("own-words/", lambda request: HttpResponse("own words", status=429)),
    path("json-403/", lambda request: JsonResponse({"error": "no"}, status=403)),
    *urls.urlpatterns,
]
