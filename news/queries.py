"""Reads of the news: the events to come, one query while nothing changes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db.models import Q
from django.utils import timezone

from news.models import NewsIndexPage, NewsPage
from unionsite.core.generation import remembered_below

EVENTS_SHOWN = 4


@dataclass(frozen=True)
class ComingEvent:
    """An event as the section announces it."""

    title: str
    url: str
    kind_label: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    # Whether it goes on already.
    has_begun: bool = False


def coming_events(section: NewsIndexPage, now: datetime) -> tuple[ComingEvent, ...]:
    """Return the next few events of a section that are not over, the nearest first; from memory."""
    events = [event for event in _coming(section.path, now.date()) if (event.ends_at or event.starts_at) > now]
    return tuple(replace(event, has_begun=event.starts_at <= now) for event in events[:EVENTS_SHOWN])


@remembered_below
def _coming(section_path: str, day: date) -> tuple[ComingEvent, ...]:
    """Return all events that end on this day or later, the nearest first."""
    pages = NewsPage.objects.published().true_texts().filter(path__startswith=section_path)
    # An event ends no earlier than it begins, so either time may lead to it, and there is an index of both.
    morning = timezone.make_aware(datetime.combine(day, time.min))
    pages = pages.filter(Q(starts_at__gte=morning) | Q(ends_at__gte=morning))
    return tuple(
        ComingEvent(page.title, page.url, page.kind_label, page.starts_at, page.ends_at, page.place)
        for page in pages.defer("body").order_by("starts_at")
    )
