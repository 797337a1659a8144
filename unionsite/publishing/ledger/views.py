"""Public pages of the daily heads: how to check them, the public key, and each file."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_safe

from unionsite.core.request_values import nearest_page, written_day
from unionsite.publishing.ledger import signing
from unionsite.publishing.ledger.models import DailyHead

PER_PAGE = 31


@require_safe
def index(request):
    days = DailyHead.objects.values_list("day", flat=True)
    listing = nearest_page(Paginator(days, PER_PAGE), request.GET.get("page"))
    context = {"listing": listing, "pem": signing.public_pem(settings.AUDIT_KEY), "show_crumbs": True}
    return render(request, "publishing/heads/index.html", context)


@require_safe
def download(_request, day: str):
    return _text(get_object_or_404(DailyHead, day=written_day(day)).text)


@require_safe
def key(_request):
    return _text(signing.public_pem(settings.AUDIT_KEY), "application/x-pem-file")


def _text(text: str, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    return HttpResponse(text, content_type=kind)


app_name = "records"
urlpatterns = [
    path("", index, name="index"),
    path("key.pem", key, name="key"),
    path("<str:day>.txt", download, name="file"),
]
