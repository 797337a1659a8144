"""Composed reads for the screens of plan, platforms and posts."""

from calendar import Calendar
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from unionsite.accounts.choices import MODEL_BACKEND
from unionsite.accounts.models import User
from unionsite.core.models import PiecePage
from unionsite.core.request_values import written_day
from unionsite.core.workdays import WorkCalendar
from unionsite.publishing.ledger.queries import valid_release
from unionsite.publishing.platforms import rules
from unionsite.publishing.platforms.choices import POST
from unionsite.publishing.platforms.models import PlannedItem, Platform, PlatformPost
from unionsite.publishing.platforms.querysets import late_by

FIRST_YEAR, LAST_YEAR = 2000, 2100


# --- Plan ---


def is_item_late(item: PlannedItem, now: datetime) -> bool:
    return rules.is_late(item, now=now, grace=timedelta(minutes=settings.PLAN_GRACE_MINUTES))


def planned_items() -> QuerySet[PlannedItem]:
    """Return all planned items with everything fetched that a list or the calendar shows."""
    return (
        PlannedItem.objects.with_progress()
        .select_related("section", "owner", "department", "page")
        .prefetch_related("platforms", Prefetch("posts", queryset=PlatformPost.objects.select_related("platform")))
    )


def parse_month(text: str, today: date) -> date:
    """Return the first day of a month written `2026-05`; of the present month for any other text."""
    wanted = written_day(f"{text}-01") or today
    return (wanted if FIRST_YEAR <= wanted.year <= LAST_YEAR else today).replace(day=1)


def month_of(first: date, *, now: datetime, items: QuerySet[PlannedItem], calendar: WorkCalendar) -> dict[str, Any]:
    """Return for the template the weeks (Monday to Sunday) that the month touches, with what is planned on each day."""

    def day_of(day: date) -> dict[str, Any]:
        known = calendar.day(day)
        return {
            "date": day,
            "is_in_month": day.month == first.month,
            "is_today": day == today,
            "is_workday": known.is_workday,
            "holiday": known.name,
            "planned": planned.get(day, []),
        }

    weeks = Calendar().monthdatescalendar(first.year, first.month)
    zone = timezone.get_current_timezone()
    start = datetime.combine(weeks[0][0], time.min, zone)
    end = datetime.combine(weeks[-1][-1] + timedelta(days=1), time.min, zone)
    planned: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for item in items.between(start, end):
        day = timezone.localtime(item.planned_at).date()
        planned[day].append({"item": item, "state": rules.plan_state(item), "is_late": is_item_late(item, now)})
    today = timezone.localdate(now)
    return {
        "first": first,
        "previous": (first - timedelta(days=1)).replace(day=1),
        "following": (first + timedelta(days=32)).replace(day=1),
        "weeks": [[day_of(day) for day in week] for week in weeks],
        "count": sum(len(found) for day, found in planned.items() if day.month == first.month),
    }


def tally(items: QuerySet[PlannedItem], now: datetime) -> dict[str, int]:
    """Count planned, published, punctual, late and cancelled items in one query; cancelled ones count only as such."""
    alive = Q(cancelled_at=None)
    published = alive & Q(page__first_published_at__isnull=False)
    return items.order_by().aggregate(
        planned=Count("pk", filter=alive),
        published=Count("pk", filter=published),
        on_time=Count("pk", filter=published & ~late_by(now)),
        late=Count("pk", filter=late_by(now)),
        cancelled=Count("pk", filter=~alive),
    )


# --- Register ---


def registered_platforms() -> QuerySet[Platform]:
    return Platform.objects.with_last_post().with_last_check().select_related("department", "administrator")


def is_dormant(platform: Platform, now: datetime) -> bool:
    return rules.is_dormant(platform, now=now, days=settings.PLATFORM_DORMANT_DAYS)


def is_filing_late(platform: Platform, *, today: date, calendar: WorkCalendar) -> bool:
    opened = platform.opened_on
    due = calendar.add_workdays(opened, settings.PLATFORM_FILING_WORKDAYS) if opened else None
    return rules.is_filing_late(registration=platform.registration, filing_due=due, today=today)


# --- Posts ---


def planners() -> QuerySet[User]:
    """Return the people who can be owner of a planned item: all active staff."""
    return User.objects.filter(is_active=True).staff().order_by("name", "username")


def posters() -> QuerySet[User]:
    """Return the active people who may post, superusers included."""
    return User.objects.with_perm(POST, backend=MODEL_BACKEND).order_by("name", "username")


def approved_text(page: Page) -> PiecePage | None:
    """Return the piece as it passed both stages: the live version, else the released one that waits, else None.

    A draft newer than the live version is never given to other platforms (S-3.7).
    """
    specific = page.specific
    if not isinstance(specific, PiecePage):
        return None
    if specific.live:
        return specific
    release = valid_release(specific, specific.latest_revision_id) or (
        valid_release(specific, specific.scheduled_revision.pk) if specific.scheduled_revision else None
    )
    return release.revision.as_object() if release is not None and release.revision is not None else None
