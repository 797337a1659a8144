"""Sections beside their plans: what was planned, what was published, and whether they were up to date."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionsite.oversight.freshness import queries as freshness
from unionsite.oversight.reports.figures import Table
from unionsite.oversight.reports.parts.wording import months_in, months_of, names_of, table
from unionsite.oversight.scores.rules import Span


@dataclass(frozen=True, slots=True)
class Update:
    """What was planned for a section (None where nothing was), and published in this period and the one before."""

    plan: int
    name: str
    planned: int | None
    real: int
    earlier: int


def update_rows(now: Span, before: Span) -> list[Update]:
    length = months_of(now)
    return [
        Update(
            row.plan.pk,
            str(row.plan),
            row.plan.monthly * length or None,
            sum(row.real[-length:]),
            sum(row.real[:-length]),
        )
        for row in freshness.by_month([*months_in(before), *months_in(now)])
    ]


def plans_table(rows: list[Update], stale: set[int], span: Span, heading: str, late: str) -> Table:
    headings = [
        _("栏目"),
        _("计划篇数"),
        *(_("%(period)s发布") % {"period": period} for period in names_of(span)),
        heading,
    ]
    cells = [(row.name, row.planned, row.real, row.earlier, late if row.plan in stale else _("未超期")) for row in rows]
    return table("plans", _("栏目更新计划完成情况"), headings, cells, chart="bar", unit=_("篇"))
