"""What waits for a member of staff. Each app offers its own by the hook `offer_work`: a function of the person and the
moment that yields `Work`, at a number of queries that does not grow; here it is put in one order."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail import hooks

# More of one kind than this nobody reads in one list; its own screen has them all.
MOST = 50


@dataclass(frozen=True)
class Work:
    """One thing to do, as a sentence, with a button that leads there. `by` is its hour, or the last day in time; what
    has none stands below what is due today. What is urgent stands above all."""

    words: str
    button: str
    address: str
    by: date | datetime | None = None
    note: str = ""
    is_urgent: bool = False
    # How many things it stands for, where it is one line for all of a list.
    number: int = 1


@dataclass(frozen=True)
class Row:
    work: Work
    hour: str
    is_late: bool


def work_of(user, now: datetime) -> list[Row]:
    """Return all that waits for a person, what is due first on top."""
    found = [work for offer in hooks.get_hooks("offer_work") for work in offer(user, now)]
    today = timezone.localdate(now)
    found.sort(key=lambda work: (not work.is_urgent, end_of(work.by or today), work.by is None))
    return [Row(work, *hour_of(work.by, now)) for work in found]


def end_of(by: date | datetime) -> datetime:
    return by if isinstance(by, datetime) else timezone.make_aware(datetime.combine(by, time.max))


def hour_of(by: date | datetime | None, now: datetime) -> tuple[str, bool]:
    """Return in words until when something is to be done, and whether that is past: 今天14:30前, 已逾期3天."""
    if by is None:
        return "", False
    today = timezone.localdate(now)
    day = timezone.localtime(by).date() if isinstance(by, datetime) else by
    is_late = end_of(by) < now
    if is_late and day < today:
        return _("已逾期%(days)d天") % {"days": (today - day).days}, True
    words = {today: _("今天"), today + timedelta(days=1): _("明天")}.get(day) or date_format(day, _("n月j日"))
    if not isinstance(by, datetime):
        return _("%(day)s到期") % {"day": words}, False
    clock = {"day": words, "hour": f"{timezone.localtime(by):%H:%M}"}
    return (_("应于%(day)s%(hour)s前，已超时") if is_late else _("%(day)s%(hour)s前")) % clock, is_late


@dataclass(frozen=True)
class Tile:
    """A number that leads to its list; `is_alarm` where anything above nought is late or wrong, `is_quiet` where it
    is no count, or the first page names what is counted (`core/waiting.py`).

    Of what is still to be counted, `number` is the queryset; of what has no number, a sign.
    """

    label: object
    number: int | str | QuerySet
    address: str
    is_alarm: bool = False
    is_quiet: bool = False

    @property
    def may_be_told(self) -> bool:
        return self.is_alarm or not self.is_quiet

    @property
    def is_lit(self) -> bool:
        return self.is_alarm and bool(self.number)
