"""Public HTTP of published answers: the list, what was done, the figures of each month, answers similar to a question
being typed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from interact.answers import queries
from interact.cases import queries as numbers
from unionsite.core.named import named

SIMILAR = 5
answers_like = named(settings.ANSWERS_LIKE)


def list_answers(request: HttpRequest, page) -> HttpResponse:
    listing = queries.list_answers(
        page,
        channel=request.GET.get("channel", ""),
        words=request.GET.get("q", ""),
        number=request.GET.get("page"),
    )
    return page.render(request, context_overrides={"listing": listing})


def done(request: HttpRequest, page) -> HttpResponse:
    """Show 您说了，我们做了: what was said, what was decided, what there is now."""
    listing = queries.list_done(
        page,
        department=request.GET.get("department", ""),
        year=request.GET.get("year", ""),
        number=request.GET.get("page"),
    )
    return page.render(
        request, template="interact/answers/done.html", context_overrides={"listing": listing, "show_crumbs": True}
    )


def figures(request: HttpRequest, page) -> HttpResponse:
    months = numbers.shown_months(numbers.month_figures(timezone.localdate()))
    return page.render(
        request, template="interact/feedback/figures.html", context_overrides={"months": months, "show_crumbs": True}
    )


@require_safe
@cache_control(max_age=60, public=True)
def similar(request: HttpRequest) -> JsonResponse:
    """Return `{"answers": [{"title": …, "url": …}]}`, at most five, the same for everybody."""
    question = request.GET.get("q", "")[: queries.LONGEST_QUESTION]
    found = answers_like(Locale.get_active().pk, question, timezone.localdate())[:SIMILAR]
    return JsonResponse({"answers": [{"title": one.title, "url": one.url} for one in found]})
