"""Working days with 调休, and working hours in them. Pure: the table, moments and opening hours are passed in.

A day is looked up in the administrator's table first, then in chinesecalendar if it knows the year. Otherwise Monday to
Friday without the statutory days of fixed date are assumed, and the answer is provisional. A period begins on the day
after the event (《民法典》第二百零一条), so the day itself is never counted.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(8, 30), time(17, 30)
LUNCH = (time(12), time(13, 30))
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

# 《全国年节及纪念日放假办法》 (国务院令第795号, in force since 2025): of the thirteen days these have a fixed date.
FIXED_HOLIDAYS = {
    (1, 1): gettext_lazy("元旦"),
    (5, 1): gettext_lazy("劳动节"),
    (5, 2): gettext_lazy("劳动节"),
    (10, 1): gettext_lazy("国庆节"),
    (10, 2): gettext_lazy("国庆节"),
    (10, 3): gettext_lazy("国庆节"),
}
# Holidays on a weekend are made up for, so weekdays off minus weekend days worked make thirteen in each year; one of
# them may move over New Year. With fewer than LEAST_DAYS the table of that year is not complete.
STATUTORY_DAYS = 13
LEAST_DAYS = STATUTORY_DAYS - 1
# (month, day) from which staff are told, and then urged, to enter a year that is not in the table.
TELL_FROM, URGE_FROM = (11, 1), (12, 15)

# Every notice of the State Council names the National Day, so this finds the years that the package has as a whole.
PACKAGE_YEARS = frozenset(day.year for day in chinese_calendar.holidays if (day.month, day.day) == (10, 1))
_NAMES = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday} | {
    "New Year's Day": gettext_lazy("元旦"),
    "Spring Festival": gettext_lazy("春节"),
    "Tomb-sweeping Day": gettext_lazy("清明节"),
    "Labour Day": gettext_lazy("劳动节"),
    "Dragon Boat Festival": gettext_lazy("端午节"),
    "National Day": gettext_lazy("国庆节"),
    "Mid-autumn Festival": gettext_lazy("中秋节"),
    "Anti-Fascist 70th Day": gettext_lazy("抗战胜利纪念日"),
}


class DayKind(TextChoices):
    """Whether a day of the table is free or worked."""

    REST = "rest", gettext_lazy("休")
    WORK = "work", gettext_lazy("班")


class Override(NamedTuple):
    """What the administrator's table says of a day."""

    kind: DayKind
    name: str = ""


class OpeningHours(NamedTuple):
    """When the office works, in local time; `lunch` is (from, until) or None."""

    opens: time = OPENS
    closes: time = CLOSES
    lunch: tuple[time, time] | None = LUNCH

    def periods(self) -> list[tuple[time, time]]:
        """Return the periods worked in a day, in order. Raises ValueError where the times are not in order."""
        edges = [self.opens, *(self.lunch or ()), self.closes]
        if self.opens >= self.closes or edges != sorted(edges):
            raise ValueError("opening hours must be in order: opens, lunch from, lunch until, closes")
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return [(start, end) for start, end in pairs if start < end]


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar says of a day. `name` is the holiday that it belongs to or makes up for, else empty."""

    is_workday: bool
    name: str = ""
    is_provisional: bool = False


class YearState(StrEnum):
    """Where the days of a year come from."""

    PUBLISHED = "published"  # in chinesecalendar
    ENTERED = "entered"  # in the administrator's table
    PARTLY = "partly"  # in the table, with too few days for a whole year
    MISSING = "missing"

    @property
    def is_loaded(self) -> bool:
        return self in (YearState.PUBLISHED, YearState.ENTERED)


class Gap(NamedTuple):
    """A year whose holidays somebody must enter."""

    year: int
    state: YearState
    is_urgent: bool


class WorkCalendar:
    """The calendar by which due dates are counted. Days are `date`, never `datetime` (TypeError).

    It never changes: a changed table makes a new calendar. Counting past the year 9999 raises OverflowError.
    """

    def __init__(self, overrides: Mapping[date, Override] = MappingProxyType({}), zone: tzinfo = SHANGHAI):
        self.overrides = dict(overrides)
        self.zone = zone
        # Weekdays off minus weekend days worked in the table, by year: about STATUTORY_DAYS for a whole year.
        self._balances: dict[int, int] = {}
        for day, override in self.overrides.items():
            is_weekend = day.weekday() >= 5
            off = int(override.kind == DayKind.REST and not is_weekend)
            worked = int(override.kind == DayKind.WORK and is_weekend)
            self._balances[day.year] = self._balances.get(day.year, 0) + off - worked

    # --- Days ---

    def day(self, day: date) -> Day:
        if isinstance(day, datetime):
            raise TypeError("a date is wanted, not a datetime: which day it is depends on the time zone")
        if override := self.overrides.get(day):
            return Day(override.kind == DayKind.WORK, override.name)
        is_weekday = day.weekday() < 5
        if day.year in PACKAGE_YEARS:
            if holiday := chinese_calendar.workdays.get(day):
                return Day(True, str(_NAMES.get(holiday, "")))
            if holiday := chinese_calendar.holidays.get(day):
                return Day(False, str(_NAMES.get(holiday, "")))
            return Day(is_weekday)
        is_provisional = not self.year_state(day.year).is_loaded
        if holiday := FIXED_HOLIDAYS.get((day.month, day.day)):
            return Day(False, str(holiday), is_provisional)
        return Day(is_weekday, "", is_provisional)

    def is_workday(self, day: date) -> bool:
        return self.day(day).is_workday

    def is_provisional(self, first: date, last: date | None = None) -> bool:
        """Whether `first`, or any day up to `last` (both included), may yet turn out otherwise."""
        return any(self.day(day).is_provisional for day in _days(first, last or first))

    def year_state(self, year: int) -> YearState:
        if year in PACKAGE_YEARS:
            return YearState.PUBLISHED
        if year not in self._balances:
            return YearState.MISSING
        return YearState.ENTERED if self._balances[year] >= LEAST_DAYS else YearState.PARTLY

    def gap(self, today: date) -> Gap | None:
        """Return the year to be entered: this one at any time, the next from 1 November; urgent from 15 December."""
        state = self.year_state(today.year)
        if not state.is_loaded:
            return Gap(today.year, state, is_urgent=True)
        state = self.year_state(today.year + 1)
        if state.is_loaded or (today.month, today.day) < TELL_FROM:
            return None
        return Gap(today.year + 1, state, is_urgent=(today.month, today.day) >= URGE_FROM)

    def next_workday(self, day: date) -> date:
        """Return the first working day after `day`."""
        return self._step(day, DAY)

    def _step(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_workday(day):
            day += step
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """Return the nth working day after `day` (before it for n < 0); for 0 `day` itself or the next working day."""
        if n == 0:
            return day if self.is_workday(day) else self.next_workday(day)
        for _time in range(abs(n)):
            day = self._step(day, DAY if n > 0 else -DAY)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Return the working days after `start` up to and including `end`; negative where `end` lies before `start`.

        It undoes `add_workdays`: `workdays_between(day, add_workdays(day, n)) == n` for any n but 0.
        """
        if end < start:
            return -sum(self.is_workday(day) for day in _days(end, start - DAY))
        return sum(self.is_workday(day) for day in _days(start + DAY, end))

    # --- Hours ---

    def add_work_hours(self, moment: datetime, hours: int | float | Decimal | Fraction, *opening: Any) -> datetime:
        """Return the moment at which so many working hours have passed, to the minute, in the calendar's time zone;
        `opening` are the fields of `OpeningHours`.

        A moment outside the opening hours counts from the next opening; a begun minute from its end. A span that ends
        with the day or the morning ends then, not at the next opening. `hours` are not negative. Raises ValueError for
        a moment without time zone and for opening hours out of order.
        """
        periods = OpeningHours(*opening).periods()
        moment = self._local(moment)
        left = timedelta(minutes=round(hours * 60))
        day = moment.date()
        while True:
            for start, end in self._worked(day, periods):
                start = max(start, moment)
                if start <= end and left <= end - start:
                    return start + left
                left -= max(end - start, timedelta(0))
            day += DAY

    def is_open(self, moment: datetime, *opening: Any) -> bool:
        """Whether the office works at that moment."""
        local = moment.astimezone(self.zone)
        periods = self._worked(local.date(), OpeningHours(*opening).periods())
        return any(start <= local < end for start, end in periods)

    def _worked(self, day: date, periods: list[tuple[time, time]]) -> list[tuple[datetime, datetime]]:
        if not self.is_workday(day):
            return []
        return [
            (datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone)) for start, end in periods
        ]

    def _local(self, moment: datetime) -> datetime:
        """Return the moment in the office's time zone, rounded up to the whole minute."""
        if moment.tzinfo is None:
            raise ValueError("a moment with a time zone is wanted")
        local = moment.astimezone(self.zone)
        whole = local.replace(second=0, microsecond=0)
        return whole if whole == local else whole + MINUTE

    # --- Why ---

    def explain_workdays(self, first: date, n: int) -> str:
        """Return in words why `add_workdays(first, n)` falls where it does, `n` not negative; without full stop."""
        last = self.add_workdays(first, n)
        start = _("%(date)s起第%(number)d个工作日") % {"date": _full_date(first), "number": n}
        notes = [*self._holidays(first, last), *self._made_up(first, last)]
        if not notes and any(not self.is_workday(day) for day in _days(first, last)):
            notes.append(_("周末不计"))
        parts = [_("从%(start)s") % {"start": start}]
        if notes:
            parts.append(_("，").join(notes))
        for year in range(first.year, last.year + 1):
            begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
            if self.is_provisional(begin, end):
                parts.append(_("%(year)d年的放假安排尚未录入，暂按周一至周五推算") % {"year": year})
        return _("；").join(parts)

    def _holidays(self, first: date, last: date) -> Iterator[str]:
        """Yield each holiday between the days in words, as a whole even where it began earlier."""
        for run in self._runs_of_rest(first, last):
            names = dict.fromkeys(name for day in run if (name := self.day(day).name))
            yield _("%(names)s%(days)s放假") % {
                "names": _("、").join(names),
                "days": _span(run[0], run[-1], first.year),
            }

    def _runs_of_rest(self, first: date, last: date) -> Iterator[list[date]]:
        """Yield runs of free days that are more than a weekend, without the ordinary weekend days at both ends."""
        while not self.is_workday(first) and not self.is_workday(first - DAY):
            first -= DAY
        for is_work, days in groupby(_days(first, last), key=self.is_workday):
            run = list(days)
            special = [free for free in run if free.weekday() < 5 or self.day(free).name]
            if special and not is_work:
                yield list(_days(special[0], special[-1]))

    def _made_up(self, first: date, last: date) -> list[str]:
        """Return one note on the weekend days worked; empty where there are none."""
        days = [day for day in _days(first, last) if day.weekday() >= 5 and self.is_workday(day)]
        if not days:
            return []
        return [_("%(days)s上班") % {"days": _("、").join(_short_date(day, first.year) for day in days)}]


def months_after(day: date, months: int) -> date:
    """Return the last day of so many months after a day that does not count itself: the same day of a later month, or
    the last of a month that has none (《民法典》第二百零一条、第二百零二条).

    Never beyond the last year that dates know.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _full_date(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _short_date(day: date, year: int) -> str:
    """Return the date without its year when that is `year`, the one that the reader has in mind."""
    if day.year != year:
        return _full_date(day)
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def _span(first: date, last: date, year: int) -> str:
    if first == last:
        return _short_date(first, year)
    if (first.year, first.month) == (last.year, last.month):
        return _("%(first)s至%(day)d日") % {"first": _short_date(first, year), "day": last.day}
    return _("%(first)s至%(last)s") % {"first": _short_date(first, year), "last": _short_date(last, first.year)}
