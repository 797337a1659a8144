"""Counts views of pages, stores the counts, and adds days up into months."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page

from unionsite.core.tally import Tally
from unionsite.oversight.visits import rules
from unionsite.oversight.visits.models import PageVisits
from unionsite.oversight.visits.rules import DAYS_KEPT, MARKER, MOST_BUFFERED, Source

_UPSERT = """
    INSERT INTO oversight_pagevisits (day, page_id, source, times) VALUES (%s, %s, %s, %s)
    ON CONFLICT (day, page_id, source) DO UPDATE SET times = oversight_pagevisits.times + excluded.times
"""
# A browser says in one of these that it fetches a page in advance.
_PURPOSE = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")

Key = tuple[date, int, str]


def note_visit(*, request: HttpRequest, response: HttpResponse, page_id: int) -> None:
    """Count the answer in memory if it is a view; no query. What is kept is day, page and kind of link."""
    meta = request.META
    if (
        request.path_info.startswith(tuple(settings.QUIET_PATHS))
        or getattr(request, "is_preview", False)
        or not rules.is_view(
            method=request.method or "",
            status=response.status_code,
            content_type=response.headers.get("Content-Type", ""),
            purpose=" ".join(meta[name] for name in _PURPOSE if name in meta),
            user_agent=meta.get("HTTP_USER_AGENT", ""),
        )
        or _is_staff(request)
    ):
        return
    # Most addresses have no parameters to read.
    source = rules.source_of(request.GET.get(MARKER, "")) if meta.get("QUERY_STRING") else Source.OPENED
    counted.note((timezone.localdate(), page_id, source.value), lambda times: (times or 0) + 1)


def _is_staff(request: HttpRequest) -> bool:
    # Without its cookie there is no session: to ask for the user would only make every answer vary by cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.is_authenticated and request.user.is_guarded


@transaction.atomic
def add_visits(counts: Mapping[Key, int]) -> None:
    """Add the times by (day, number of the page, source). Always in the same order, so that processes doing the same
    wait for each other instead of deadlocking; pages deleted meanwhile are left out."""
    if not counts:
        return
    known = set(Page.objects.filter(pk__in={page for _day, page, _source in counts}).values_list("pk", flat=True))
    rows = [
        (connection.ops.adapt_datefield_value(day), page, source, times)
        for (day, page, source), times in sorted(counts.items())
        if page in known
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, rows)


counted: Tally[Key, int] = Tally(name="Visits", write=add_visits, most=MOST_BUFFERED)


@transaction.atomic
def gather_months(*, today: date | None = None) -> int:
    """Add up the days of every month that ended more than `DAYS_KEPT` days ago; return how many rows went. A second
    run finds nothing."""
    oldest_kept = ((today or timezone.localdate()) - timedelta(days=DAYS_KEPT)).replace(day=1)
    days = PageVisits.objects.filter(day__lt=oldest_kept)
    months = days.filter(day__day__gt=1).annotate(month=TruncMonth("day")).values_list("month", flat=True)
    gone = 0
    for first in sorted(set(months)):
        rows = days.filter(day__gte=first, day__lt=(first + timedelta(days=32)).replace(day=1))
        sums = list(rows.order_by().values_list("page_id", "source").annotate(Sum("times")))
        gone += rows.delete()[0] - len(sums)
        PageVisits.objects.bulk_create(
            [PageVisits(page_id=page, day=first, source=source, times=times) for page, source, times in sums],
            batch_size=1000,
        )
    return gone
