"""How figures are laid beside each other: the names of the periods, tables of two periods, sections by plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.core.charts import MAX_ROWS, MAX_SERIES
from unionsite.oversight.freshness.queries import Months, by_month, last_months
from unionsite.oversight.reports.figures import Table, Value
from unionsite.oversight.scores.rules import Span

# By the number of months: the names of a period and of the one before.
NAMES = {
    1: (gettext_lazy("本月"), gettext_lazy("上月")),
    3: (gettext_lazy("本季度"), gettext_lazy("上季度")),
    12: (gettext_lazy("本年"), gettext_lazy("上年")),
}


def months_of(span: Span) -> int:
    return (span.stop.year - span.start.year) * 12 + span.stop.month - span.start.month


def months_in(span: Span) -> list[date]:
    """Return the first day of each month of a period."""
    return last_months(span.last, months_of(span))


def names_of(span: Span) -> tuple[str, str]:
    """Return what tables call this period and the one before it."""
    this, last = NAMES[months_of(span)]
    return str(this), str(last)


def decimal(number: Decimal | float | None) -> float | None:
    return None if number is None else round(float(number), 1)


def table(
    key: str,
    caption: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    chart: str = "",
    unit: str = "",
) -> Table:
    """Return a table; one with more rows or columns than a chart shows, or with nothing to draw, has none."""
    kept = tuple(tuple(row) for row in rows)
    fits = len(kept) <= MAX_ROWS and len(headings) <= MAX_SERIES + 1
    fits = fits and any(isinstance(value, int | float) and value for row in kept for value in row)
    return Table(key, caption, tuple(headings), kept, chart if fits else "", unit)


def beside(
    key: str,
    caption: str,
    heading: str,
    rows: Iterable[tuple[str, int, int]],
    span: Span,
    *,
    chart: str = "",
    unit: str = "",
) -> Table:
    """Return a table of this period, the one before and the difference; `rows` are (name, now, before).

    The difference is text with its sign, so that no chart draws it beside the numbers."""
    headings = [heading, *names_of(span), _("增减")]
    return table(key, caption, headings, [(*row, signed(row[1] - row[2])) for row in rows], chart=chart, unit=unit)


def signed(number: int) -> str:
    return f"{number:+d}" if number else "0"


def most_first(now: Mapping[str, int], before: Mapping[str, int], nameless: str) -> list[tuple[str, int, int]]:
    """Return (name, now, before) of all that is in either, most first and what has no name as `nameless` last."""
    pairs = [(name, now.get(name, 0), before.get(name, 0)) for name in {*now, *before}]
    pairs.sort(key=lambda row: (row[0] == "", -row[1], -row[2], row[0]))
    return [(name or nameless, number, earlier) for name, number, earlier in pairs]


def only_filled(*tables: Table) -> tuple[Table, ...]:
    return tuple(one for one in tables if one.rows)


# --- Sections beside their plans ---


def update_rows(now: Span, before: Span) -> list[Months]:
    """Return each plan with what was published in the months of the period before, then of this one."""
    return by_month([*months_in(before), *months_in(now)])


def plans_table(rows: list[Months], stale: set[int], span: Span, heading: str, late: str) -> Table:
    """Tell what was planned for sections, what was published, and whether they were up to date."""
    length = months_of(span)
    headings = [
        _("栏目"),
        _("计划篇数"),
        *(_("%(period)s发布") % {"period": period} for period in names_of(span)),
        heading,
    ]
    cells = [
        (
            str(row.plan),
            row.plan.monthly * length or None,
            sum(row.real[-length:]),
            sum(row.real[:-length]),
            late if row.plan.pk in stale else _("未超期"),
        )
        for row in rows
    ]
    return table("plans", _("栏目更新计划完成情况"), headings, cells, chart="bar", unit=_("篇"))
