"""Builds the pure calendar from the administrator's table, reads the opening hours, and announces changes of both."""

from datetime import date

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from unionsite.core import generation
from unionsite.core.models import SiteSettings, WorkdayOverride
from unionsite.core.queries import default_site
from unionsite.core.workdays import DayKind, OpeningHours, Override, WorkCalendar

# Sent after the commit of anything that may move a due date: the administrator's table of working days, or the opening
# hours. `first` and `last` are the days concerned, both included; both None when any day may be. Receivers put their
# work into a task, because the person who changed the table waits for them.
workdays_changed = Signal()


@generation.remembered_of(generation.SETTINGS)
def current_calendar() -> WorkCalendar:
    """Return the calendar in force, from memory, else in one query. Fetch it once before a loop, not inside."""
    rows = WorkdayOverride.objects.values_list("date", "kind", "name")
    overrides = {day: Override(DayKind(kind), name) for day, kind, name in rows}
    return WorkCalendar(overrides, timezone.get_default_timezone())


def opening_hours() -> OpeningHours:
    """Return the default site's hours, from memory: `calendar.add_work_hours(moment, hours, *opening_hours())`."""
    site = default_site()
    return OpeningHours() if site is None else SiteSettings.remembered_for(site.pk).opening_hours


def announce_change(first: date | None = None, last: date | None = None) -> None:
    """After the commit, forget the remembered calendar in all workers, then send `workdays_changed`."""
    generation.bump(generation.SETTINGS)
    # A failing receiver must not undo what has been stored; Django logs the failure.
    transaction.on_commit(lambda: workdays_changed.send_robust(sender=WorkCalendar, first=first, last=last))


def announce_new_hours(settings: SiteSettings) -> None:
    """Announce a change if `settings`, about to be saved, have other opening hours: these move due dates in hours."""
    stored = SiteSettings.objects.filter(pk=settings.pk).first() if settings.pk else None
    if stored is None or stored.opening_hours != settings.opening_hours:
        announce_change()
