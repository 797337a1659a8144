"""Public figures about cases: how many came, how many were answered, and in time, how satisfied people are (G10).

Only the channels that the team sees are counted. If all were, a member of the team could subtract those and tell in
which month a report came.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.contrib.typed_table_block.blocks import TypedTable

from interact.cases.choices import Satisfaction
from interact.cases.models.case import Case
from interact.cases.models.settings import FeedbackSettings
from interact.cases.querysets import TEAM_CHANNELS
from unionsite.core.charts import Chart, draw_chart
from unionsite.core.generation import SETTINGS, remembered_of

MONTHS = 12


@dataclass(frozen=True)
class MonthFigures:
    """The figures of one month. `received` counts the cases that came in it, all others those first answered in it. Of
    a number below `smallest` the public learns only that it is below."""

    month: date
    received: int
    answered: int
    on_time: int
    rated: int
    satisfied: int
    smallest: int

    @property
    def name(self) -> str:
        """The month in words, without its year: 10月, October."""
        return date_format(self.month, "F" if get_language() == "en" else "n月")

    @property
    def is_empty(self) -> bool:
        return not (self.received or self.answered)

    @property
    def is_received_few(self) -> bool:
        return 0 < self.received < self.smallest

    @property
    def is_answered_few(self) -> bool:
        return 0 < self.answered < self.smallest

    @property
    def on_time_rate(self) -> int | None:
        """Percent, rounded down, so that 100 means all; None when too few were answered."""
        return self.on_time * 100 // self.answered if self.answered >= self.smallest else None

    @property
    def satisfied_rate(self) -> int | None:
        return self.satisfied * 100 // self.rated if self.rated >= self.smallest else None


def month_before(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)


@remembered_of(SETTINGS)
def month_figures(today: date) -> tuple[MonthFigures, ...]:
    """Return the figures of the last twelve whole months, newest first, in three queries; kept for a day at most."""
    smallest, (months, received, answered) = FeedbackSettings.load().smallest_group, _counted(today)
    return tuple(
        MonthFigures(
            month=month,
            received=received[month],
            smallest=smallest,
            **{name: answered[month][name] for name in ("answered", "on_time", "rated", "satisfied")},
        )
        for month in months[1:]
    )


@remembered_of()
def _counted(today: date) -> tuple[list[date], dict[date, int], dict[date, Counter]]:
    months = [today.replace(day=1)]
    for _number in range(MONTHS):
        months.append(month_before(months[-1]))
    return months, _received(months), _answered(months)


# Neither asks the database for the month of each row: SQLite would call Python for it. Months are the newest first,
# and the first one is only where the last whole month ends.


def _received(months: list[date]) -> dict[date, int]:
    begins = [timezone.make_aware(datetime.combine(month, time.min)) for month in months]
    numbers = {
        str(month): Count("pk", filter=Q(received_at__gte=begin, received_at__lt=end))
        for month, begin, end in zip(months[1:], begins[1:], begins, strict=False)
    }
    cases = Case.objects.filter(channel__in=TEAM_CHANNELS, received_at__gte=begins[-1], received_at__lt=begins[0])
    found = cases.aggregate(**numbers)
    return {month: found[str(month)] for month in months[1:]}


def _answered(months: list[date]) -> dict[date, Counter]:
    cases = Case.objects.filter(channel__in=TEAM_CHANNELS)
    by_day = (
        cases.filter(first_replied_on__gte=months[-1], first_replied_on__lt=months[0])
        .order_by()
        .values("first_replied_on")
        .annotate(
            answered=Count("pk"),
            on_time=Count("pk", filter=Q(was_on_time=True)),
            rated=Count("pk", filter=~Q(satisfaction="")),
            satisfied=Count("pk", filter=Q(satisfaction__in=(Satisfaction.GOOD, Satisfaction.FAIR))),
        )
    )
    sums: dict[date, Counter] = defaultdict(Counter)
    for row in by_day:
        sums[row.pop("first_replied_on").replace(day=1)].update(row)
    return sums


@dataclass(frozen=True)
class ShownMonths:
    """The months since the first in which there was a case: `rows` and `quiet`, in which there was nothing, newest
    first; `chart` of all of them, oldest first, without the numbers that are not told. None of few or no numbers."""

    rows: list[MonthFigures]
    quiet: list[MonthFigures]
    chart: Chart | None


def shown_months(figures: tuple[MonthFigures, ...]) -> ShownMonths:
    rows = [row for row in figures if not row.is_empty]
    since = [row for row in figures if rows and row.month >= rows[-1].month]
    cut = 3 if get_language() == "en" else None
    drawn = [
        [row.name[:cut], None if row.is_received_few else row.received, None if row.is_answered_few else row.answered]
        for row in reversed(since)
    ]
    heads = [{"heading": head} for head in (_("月份"), _("留言数"), _("答复数"))]
    table = TypedTable(heads, [{"values": values} for values in drawn], "")
    return ShownMonths(rows, [row for row in since if row.is_empty], draw_chart(table, "bar"))
