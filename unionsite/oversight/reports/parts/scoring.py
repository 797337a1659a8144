"""What the 考核通报 tells of a frozen period: the ranking of departments, the whole site, the points of pieces."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from unionsite.oversight.reports import pages
from unionsite.oversight.reports.figures import Part, Table, Value
from unionsite.oversight.reports.models import Report
from unionsite.oversight.reports.parts.wording import decimal, months_of, names_of, only_filled, table
from unionsite.oversight.reports.rules import ReportKind
from unionsite.oversight.scores import queries
from unionsite.oversight.scores.cards import Card
from unionsite.oversight.scores.choices import MONTHS, By
from unionsite.oversight.scores.models import ScorePeriod
from unionsite.oversight.scores.rules import Span, number_of, ranking

# The block of a bulletin in which the totals stand.
RANKING = pages.id_of("results", "ranking")


def results(now: Span, before: Span) -> Part:
    """Tell what the cards of a frozen period say; one that is not frozen has no result yet."""
    return Part(
        "results",
        _("考核结果"),
        tables=only_filled(_ranking(_cards(now), _told(before), now)),
        ask=_("请写明考核的总体评价、主要问题和下一步要求。"),
    )


def _cards(span: Span) -> list[Card]:
    """Return the frozen cards of a span; none of a period that is not there or not frozen."""
    period = ScorePeriod.objects.filter(**_key(span), frozen_at__isnull=False).first()
    return queries.cards_of(period, span.today) if period else []


def _key(span: Span) -> dict[str, object]:
    length = next(str(length) for length, months in MONTHS.items() if months == months_of(span))
    return {"length": length, "year": span.start.year, "number": number_of(length, span.start)}


def _told(span: Span) -> dict[Value, Value]:
    """Return the totals of a span by name: as its public bulletin tells them, for a correction is a new release of it;
    else as they were frozen."""
    totals: dict[Value, Value] = {card.name: decimal(card.result.total) for card in _cards(span)}
    for report in Report.objects.filter(kind=ReportKind.SCORES, page__live=True, **_key(span)).select_related("page"):
        tables = [table for part in pages.parts_on(report.page.specific.body) for table in part.tables]
        totals |= {row[0]: row[1] for table in tables if table.key == RANKING for row in table.rows}
    return totals


def _ranking(cards: Sequence[Card], earlier: dict[Value, Value], span: Span) -> Table:
    places = queries.places_of(cards)
    this, last = names_of(span)
    headings = [
        _("部门"),
        *(_("%(period)s得分") % {"period": period} for period in (this, last)),
        _("名次"),
        _("等级"),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            card.name,
            decimal(card.result.total),
            earlier.get(card.name),
            _("第%(place)d名") % {"place": places[card.number]} if card.department else pages.NOTHING,
            card.grade,
        )
        # The whole site, which has no place, comes first.
        for card in sorted(cards, key=lambda card: places.get(card.number, 0))
    ]
    return table("ranking", _("全站和各部门考核结果"), headings, rows, chart="bar", unit=_("分"))


def points(now: Span, before: Span) -> Part:
    """Tell the points that pieces brought their departments, once the period is frozen."""
    ranks, earlier = ([*ranking(queries.awards(span, str(By.DEPARTMENT)))] for span in (now, before))
    points_before = {rank.who: rank.points for rank in earlier}
    this, last = names_of(now)
    rows = [
        (
            rank.who[0],
            decimal(rank.points),
            decimal(points_before.get(rank.who, 0)),
            _("第%(place)d名") % {"place": rank.place},
            _("%(number)d篇") % {"number": rank.pieces},
        )
        for rank in ranks
    ]
    headings = [
        _("部门"),
        *(_("%(period)s积分") % {"period": period} for period in (this, last)),
        _("名次"),
        _("采用篇数"),
    ]
    return Part(
        "points",
        _("稿件积分"),
        tables=only_filled(table("points", _("各部门稿件积分"), headings, rows, chart="bar", unit=_("分"))),
    )
