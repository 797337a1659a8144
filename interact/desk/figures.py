"""Figures about all cases for the team and the committee: by month and department, never by person (S-4.3, G10).

Each channel by name has only one total a year, of whole months, and not below the smallest group: a total that grows
from one day to the next would tell when a report came, and a small one would point at somebody (T62).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from statistics import median

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from interact.cases.choices import OPEN, Satisfaction, State
from interact.cases.models.case import Case
from interact.cases.querysets import DECIDE, HANDLE, TEAM_CHANNELS, desk_rights
from interact.cases.rules import is_few
from interact.channels.records import BY_NAME, Channel
from interact.ways_in import feedback_settings
from unionsite.accounts.models import Department
from unionsite.core.workday_table import current_calendar
from unionsite.core.workdays import WorkCalendar

FACTS = ("received_at", "department", "channel", "first_replied_on", "was_on_time", "satisfaction")


def may_see_figures(user) -> bool:
    return bool(desk_rights(user) & {HANDLE, DECIDE})


@dataclass
class Figures:
    """Figures of the cases received in a span of time. Rates are whole percent, rounded down; None if none or few."""

    received: int = 0
    answered: int = 0
    on_time: int = 0
    rated: int = 0
    satisfied: int = 0
    workdays: list[int] = field(default_factory=list)
    smallest: int = 0  # numbers below this are only shown as fewer than it

    def add(self, facts: dict, calendar: WorkCalendar) -> None:
        self.received += 1
        if replied_on := facts["first_replied_on"]:
            self.answered += 1
            self.on_time += bool(facts["was_on_time"])
            received_on = timezone.localtime(facts["received_at"]).date()
            self.workdays.append(max(calendar.workdays_between(received_on, replied_on), 0))
        if facts["satisfaction"]:
            self.rated += 1
            self.satisfied += facts["satisfaction"] != Satisfaction.POOR

    @property
    def on_time_rate(self) -> int | None:
        return self.on_time * 100 // self.answered if self.answered and not self.is_few(self.answered) else None

    @property
    def satisfied_rate(self) -> int | None:
        return self.satisfied * 100 // self.rated if self.rated and not self.is_few(self.rated) else None

    @property
    def median_workdays(self) -> float | None:
        return median(self.workdays) if self.workdays and not self.is_few(self.answered) else None

    def is_few(self, number: int) -> bool:
        """Whether a number is too small to be shown. Zero is too, else the first case would be noticed."""
        return is_few(number, smallest=self.smallest)


def years() -> list[int]:
    """Return the years in which cases were received, newest first."""
    ends = Case.objects.aggregate(first=Min("received_at"), last=Max("received_at"))
    if ends["first"] is None:
        return []
    first, last = (timezone.localtime(ends[name]).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))


def _received(first: date, stop: date) -> Iterable[dict]:
    zone = timezone.get_default_timezone()
    start, end = (datetime.combine(day, time(), zone) for day in (first, stop))
    return Case.objects.filter(received_at__gte=start, received_at__lt=end).values(*FACTS).iterator(chunk_size=2000)


def figures_of(year: int, *, today: date) -> tuple[list[tuple[date, str, Figures]], list[tuple[Channel, Figures]]]:
    """Return (month, department or "", figures) of channels that are not by name, and (channel, figures) of all.

    Two queries. `visible_to` is not needed, as nobody can be recognised in these numbers.
    """
    calendar = current_calendar()
    names = dict(Department.objects.values_list("pk", "name"))
    by_month: dict[tuple[date, str], Figures] = {}
    smallest, this_month = feedback_settings().smallest_group, today.replace(day=1)
    by_channel = {channel: Figures(smallest=smallest if channel in BY_NAME else 0) for channel in Channel}
    for facts in _received(date(year, 1, 1), date(year + 1, 1, 1)):
        month = timezone.localtime(facts["received_at"]).date().replace(day=1)
        if facts["channel"] in TEAM_CHANNELS or month < this_month:
            by_channel[Channel(facts["channel"])].add(facts, calendar)
        if facts["channel"] in TEAM_CHANNELS:
            key = month, names.get(facts["department"], "")
            by_month.setdefault(key, Figures()).add(facts, calendar)
    months = [(month, name, figures) for (month, name), figures in sorted(by_month.items(), key=_newest_first)]
    return months, list(by_channel.items())


def _newest_first(row: tuple[tuple[date, str], Figures]):
    (month, name), _figures = row
    return -month.toordinal(), name


def figures_between(first: date, stop: date, *, today: date) -> tuple[dict[Channel, Figures], dict[str, Figures]]:
    """Return the figures of the days from `first` to before `stop` for everybody to read: by channel, and by the name
    of the department, "" for none. Rates of few are None in all of them.

    Channels by name are there only for a whole year that has ended. Three queries.
    """
    calendar, smallest = current_calendar(), feedback_settings().smallest_group
    names = dict(Department.objects.values_list("pk", "name"))
    is_year = (first, stop) == (date(first.year, 1, 1), date(first.year + 1, 1, 1))
    shown = [channel for channel in Channel if channel not in BY_NAME or (is_year and stop <= today)]
    by_channel = {channel: Figures(smallest=smallest) for channel in shown}
    by_department: dict[str, Figures] = {}
    for facts in _received(first, stop):
        if facts["channel"] in by_channel:
            by_channel[Channel(facts["channel"])].add(facts, calendar)
        if facts["channel"] in TEAM_CHANNELS:
            name = names.get(facts["department"], "")
            by_department.setdefault(name, Figures(smallest=smallest)).add(facts, calendar)
    return by_channel, by_department


def standing_at(first: date, stop: date) -> dict[Channel, tuple[int, int]]:
    """Return how many cases of each channel that is not by name were closed from `first` to before `stop`, and how
    many that came before `stop` had not ended then; one query."""
    zone = timezone.get_default_timezone()
    closed = Q(state=State.CLOSED, closed_on__gte=first, closed_on__lt=stop)
    open_then = Q(state__in=sorted(OPEN)) | Q(closed_on__gte=stop)
    waiting = open_then & Q(received_at__lt=datetime.combine(stop, time(), zone))
    rows = Case.objects.filter(channel__in=TEAM_CHANNELS).order_by().values_list("channel")
    counted = rows.annotate(closed=Count("pk", filter=closed), waiting=Count("pk", filter=waiting))
    return {Channel(channel): (done, left) for channel, done, left in counted}
