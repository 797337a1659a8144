"""`/metrics` for Prometheus: with the token, or not there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST

from unionsite.operations.metrics.queries import exposition
from unionsite.operations.metrics.rules import may_read


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request.headers.get("Authorization", ""), settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


urlpatterns = [path("metrics", metrics, name="metrics")]
