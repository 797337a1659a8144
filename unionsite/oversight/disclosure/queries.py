"""Reads what 信息公开 shows: rules, published reports, and figures of whole months; no title or word of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Count, DateField, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from interact.cases.models.case import Case
from interact.cases.queries import MonthFigures, month_figures
from interact.cases.querysets import TEAM_CHANNELS
from interact.cases.rules import is_few, tellable
from interact.channels.records import Channel
from interact.ways_in import last_month
from unionsite.core.blocks.tables import TableBlock
from unionsite.core.generation import remembered_of
from unionsite.core.models import ListedPiece, SectionPage
from unionsite.core.pieces import Filters, Listing, read_filters
from unionsite.oversight.disclosure.models import DisclosurePage
from unionsite.oversight.findings.choices import Source, State
from unionsite.oversight.findings.models import Finding

UNTOLD = "–"
_TABLE = TableBlock()


@dataclass(frozen=True)
class MonthOfCorrections:
    """What readers had corrected in one month: cases of the channel as (its own, of all other channels), and how many
    findings that began with one were closed as mended."""

    month: date
    received: tuple[int, int] = (0, 0)
    on_time: tuple[int, int] = (0, 0)
    mended: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.received[0] or self.on_time[0] or self.mended)


def disclosed(page: DisclosurePage, wanted: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page shows. Tables are values of `TableBlock`; `latest` are the figures of the last whole month
    and the address of all of them, `corrections` a table for each year with something in it, newest first."""
    today = timezone.localdate()
    months = month_figures(today)
    # In January these are the months of the year before.
    year = months[0].month.year
    counted = corrections(today)
    return {
        "rules": rules_in_force(page),
        "listing": reports(page, wanted),
        "latest": last_month(today),
        "figures": figures_table([row for row in months if row.month.year == year and (row.received or row.answered)]),
        "corrections": [
            corrections_table(of_year, list(rows), months[0].smallest)
            for of_year, rows in groupby((row for row in counted if not row.is_empty), lambda row: row.month.year)
        ],
        "mended": sum(row.mended for row in counted if row.month.year == year),
        "year": year,
    }


def rules_in_force(page: DisclosurePage) -> list:
    """Return the public rules in the language of the page, in the order of the tree."""
    # Looked up by name: `home` stands beside this app.
    rules = apps.get_model("home.RulesPage").objects.published().true_texts()
    return list(rules.in_language(page.locale_id).defer("body").order_by("path"))


def reports(page: DisclosurePage, wanted: Mapping[str, str]) -> Listing:
    """Return one page of published reports and bulletins, newest first, with years to choose from; two queries."""
    rows = ListedPiece.objects.current(timezone.now()).filter(
        section__in=Page.objects.type(SectionPage).filter(locale=page.locale_id).values("pk"),
        kind=settings.REPORT_KIND,
    )
    filters = Filters(read_filters(wanted), rows)
    return Listing(
        page=filters.page(wanted.get("page")),
        kinds=[],
        years=filters.choices("year", filters.years(), _("全部年份")),
        tags=[],
        query=filters.query,
        is_filtered=any(filters.wanted.values()),
    )


@remembered_of()
def corrections(today: date) -> tuple[MonthOfCorrections, ...]:
    """Return the whole months of this year and the last, newest first, in three queries; kept for a day at most.

    Only whole months, as a number that grows from one day to the next would tell when somebody wrote.
    """
    first, this_month = date(today.year - 1, 1, 1), today.replace(day=1)
    received = _cases("received_at", received_at__date__gte=first, received_at__date__lt=this_month)
    on_time = _cases("first_replied_on", first_replied_on__gte=first, first_replied_on__lt=this_month, was_on_time=True)
    closed = Finding.objects.filter(
        source=Source.READER, state=State.CLOSED, closed_at__date__gte=first, closed_at__date__lt=this_month
    )
    mended = dict(_by_month(closed, "closed_at").annotate(number=Count("pk")))
    months = [date(year, month, 1) for year in (today.year, today.year - 1) for month in range(12, 0, -1)]
    return tuple(
        MonthOfCorrections(month, received.get(month, (0, 0)), on_time.get(month, (0, 0)), mended.get(month, 0))
        for month in months
        if month < this_month
    )


def _cases(field: str, **only) -> dict[date, tuple[int, int]]:
    """Count by month the cases of the channel, and those of the other channels that are counted in public."""
    own = Q(channel=Channel.CORRECTION)
    rows = _by_month(Case.objects.filter(channel__in=TEAM_CHANNELS, **only), field)
    counted = rows.annotate(own=Count("pk", filter=own), others=Count("pk", filter=~own))
    return {month: (own, others) for month, own, others in counted}


def _by_month(rows, field: str):
    return rows.order_by().annotate(month=TruncMonth(field, output_field=DateField())).values_list("month")


def figures_table(rows: list[MonthFigures]):
    """Return the table of the months' figures, as the page of all figures tells them; None without rows."""
    if not rows:
        return None
    heads = ((_("月份"), "text"), (_("留言数"), "number"), (_("答复数"), "number"), (_("按时率"), "number"))
    cells = [
        [
            month_name(row.month),
            _few(row.smallest) if row.is_received_few else row.received,
            _few(row.smallest) if row.is_answered_few else row.answered,
            UNTOLD if row.on_time_rate is None else f"{row.on_time_rate}%",
        ]
        for row in rows
    ]
    return table(_("%(year)d年每月办理情况（件）") % {"year": rows[0].month.year}, heads, cells)


def corrections_table(year: int, rows: list[MonthOfCorrections], smallest: int):
    heads = ((_("月份"), "text"), (_("收到"), "number"), (_("按时答复"), "number"), (_("已改正"), "number"))
    cells = [
        [month_name(row.month), told(*row.received, smallest), told(*row.on_time, smallest), row.mended] for row in rows
    ]
    return table(_("%(year)d年每月网站纠错（件）") % {"year": year}, heads, cells)


def told(own: int, others: int, smallest: int) -> int | str:
    """Return a number of the channel as the public may know it beside the total of all channels. That a month has none
    is told, as on the page of all figures (`interact.cases.queries`)."""
    if not own:
        return own
    if is_few(own, smallest=smallest):
        return _few(smallest)
    number = tellable([own, others] if others else [own], smallest=smallest)[0]
    return UNTOLD if number is None else number


def _few(smallest: int) -> str:
    return _("少于%(number)s件") % {"number": smallest}


def month_name(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")


def table(caption: str, heads: tuple[tuple[str, str], ...], rows: list[list[int | str]]):
    """Return a table as `core/blocks/table.html` shows it; `heads` are (words, type of the column)."""
    columns = [{"heading": words, "type": kind} for words, kind in heads]
    return _TABLE.to_python({"caption": caption, "columns": columns, "rows": [{"values": row} for row in rows]})
