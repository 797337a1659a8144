"""What employees asked for and took part in: 办事服务 and 互动交流, and the cases of each department.

What is counted of cases becomes public: channels by name have one total a year, and no rate of few is told (T62).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from interact.activities.choices import Kind
from interact.activities.queries import held_between
from interact.channels.records import BY_NAME, Channel
from interact.desk.figures import Figures, figures_between, standing_at
from interact.questionnaires.queries import received_between
from interact.signups.queries import signed_between
from unionsite.core.named import named
from unionsite.laws.models import Statute
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts.wording import (
    beside,
    counted,
    decimal,
    months_of,
    names_of,
    only_filled,
    table,
)
from unionsite.oversight.scores.measures import corrections, moments, published_pieces
from unionsite.oversight.scores.rules import Span

asked_between = named("search.terms.queries.asked_between")
SERVICE = "service"

# --- 办事服务 ---


def services(now: Span, before: Span) -> Part:
    pieces, pieces_before = (published_pieces(span).filter(kind=SERVICE).count() for span in (now, before))
    asked, asked_before = (asked_between(span.start, span.stop) for span in (now, before))
    signed, signed_before = (signed_between(*moments(span)) for span in (now, before))
    statutes = Statute.objects.count()
    rows = [
        (_("发布服务信息（篇）"), pieces, pieces_before),
        (_("站内搜索（次）"), asked, asked_before),
        (_("活动报名（人次）"), signed, signed_before),
    ]
    library = _("法规库现有法律法规%(number)d件。") if statutes else _("法规库还没有法律法规。")
    return Part(
        "services",
        _("办事服务"),
        said=(
            counted(
                _("%(period)s发布服务信息%(number)d篇，%(compared)s。"),
                _("%(period)s没有发布服务信息，%(compared)s。"),
                pieces,
                pieces_before,
                _("篇"),
                now,
            ),
            counted(
                _("职工使用站内搜索%(number)d次，%(compared)s。"),
                _("%(period)s没有站内搜索记录，%(compared)s。"),
                asked,
                asked_before,
                _("次"),
                now,
            ),
            library % {"number": statutes},
        ),
        tables=(beside("services", _("办事服务"), _("项目"), rows, now),),
        ask=_("请补充办事指南的更新和线下服务情况。"),
    )


# --- 互动交流 ---


def interaction(now: Span, before: Span) -> Part:
    channels, _departments = figures_between(now.start, now.stop, today=now.today)
    earlier, _departments = figures_between(before.start, before.stop, today=now.today)
    held, held_before = (held_between(*moments(_so_far(span))) for span in (now, before))
    return Part(
        "interaction",
        _("互动交流"),
        said=(
            _on_cases(_of_team(channels), _of_team(earlier), now),
            _on_names(now),
            _on_activities(held, held_before, now),
        ),
        tables=only_filled(
            _received(channels, earlier, now),
            _handled(channels, now),
            _held(held, held_before, now),
            _others(now, before),
        ),
    )


def _so_far(span: Span) -> Span:
    """Return the span without what is still to come."""
    return replace(span, stop=max(span.start, min(span.stop, span.today)))


def _of_team(channels: dict[Channel, Figures]) -> list[Figures]:
    return [figures for channel, figures in channels.items() if channel not in BY_NAME]


def _on_cases(figures: Iterable[Figures], earlier: Iterable[Figures], span: Span) -> str:
    """Add up cases of channels that are not by name: a sum with the others would tell what they hide."""
    found = list(figures)
    return counted(
        _("%(period)s收到%(names)s%(number)d件，%(compared)s；其中已答复%(answered)d件，按时答复%(on_time)d件。"),
        _("%(period)s没有收到%(names)s，%(compared)s。"),
        sum(one.received for one in found),
        sum(one.received for one in earlier),
        _("件"),
        span,
        names=_("、").join(str(channel.label) for channel in Channel if channel not in BY_NAME),
        answered=sum(one.answered for one in found),
        on_time=sum(one.on_time for one in found),
    )


def _on_names(span: Span) -> str:
    words = {"names": _("、").join(str(channel.label) for channel in Channel if channel in BY_NAME)}
    if months_of(span) == 12:
        return _("为保护职工，%(names)s只公布全年合计，件数较少的不公布。") % words
    return _("为保护职工，%(names)s的件数只在年度报告中公布合计。") % words


def _on_activities(held: dict[str, tuple[int, int]], earlier: dict[str, tuple[int, int]], span: Span) -> str:
    return counted(
        _("举办线上活动%(number)d项，%(compared)s，职工参加%(people)d人次。"),
        _("%(period)s没有举办线上活动，%(compared)s。"),
        sum(number for number, _people in held.values()),
        sum(number for number, _people in earlier.values()),
        _("项"),
        span,
        people=sum(people for _number, people in held.values()),
    )


def _number(channel: Channel, figures: Figures | None, number: int) -> int | None:
    """Return a number of cases of a channel; None where it would point at somebody."""
    if figures is None or (channel in BY_NAME and figures.is_few(number)):
        return None
    return number


def _received(channels: dict[Channel, Figures], earlier: dict[Channel, Figures], span: Span) -> Table:
    rows = []
    for channel, figures in channels.items():
        was = earlier.get(channel)
        number, number_before = (_number(channel, one, one.received if one else 0) for one in (figures, was))
        rows.append((str(channel.label), number, number_before))
    headings = [_("渠道"), *names_of(span)]
    return table("received", _("各渠道收到的诉求"), headings, rows, chart="bar", unit=_("件"))


def _handled(channels: dict[Channel, Figures], span: Span) -> Table:
    headings = [
        _("渠道"),
        _("收到"),
        _("已答复"),
        _("按时答复"),
        _("按时率（%）"),
        _("办结"),
        _("期末在办"),
        _("答复用时中位数（工作日）"),
        _("满意率（%）"),
    ]
    standing = standing_at(span.start, span.stop)
    rows = []
    for channel, figures in channels.items():
        is_by_name = channel in BY_NAME
        closed, waiting = (None, None) if is_by_name else standing.get(channel, (0, 0))
        rows.append(
            (
                str(channel.label),
                _number(channel, figures, figures.received),
                _number(channel, figures, figures.answered),
                None if is_by_name else figures.on_time,
                figures.on_time_rate,
                closed,
                waiting,
                decimal(figures.median_workdays),
                figures.satisfied_rate,
            )
        )
    return table("handled", _("各渠道办理情况"), headings, rows)


def _held(held: dict[str, tuple[int, int]], earlier: dict[str, tuple[int, int]], span: Span) -> Table:
    this, last = names_of(span)
    words = (_("%(period)s项数"), _("%(period)s参加人次"))
    headings = [_("活动"), *(word % {"period": period} for word in words for period in (this, last))]
    rows = []
    for kind in Kind:
        if kind in held or kind in earlier:
            (number, people), (number_before, people_before) = held.get(kind, (0, 0)), earlier.get(kind, (0, 0))
            rows.append((str(kind.label), number, number_before, people, people_before))
    return table("activities", _("线上活动"), headings, rows)


def _others(now: Span, before: Span) -> Table:
    questionnaires, questionnaires_before = (received_between(*moments(span)) for span in (now, before))
    rows = [
        (_("发布意见征集（份）"), questionnaires[0], questionnaires_before[0]),
        (_("收到答卷（份）"), questionnaires[1], questionnaires_before[1]),
        (_("经查属实的职工纠错（件）"), *(len(corrections(span)) for span in (now, before))),
    ]
    return beside("others", _("意见征集和职工纠错"), _("项目"), rows, now)


# --- 答复办理 of the bulletin ---


def answering(now: Span, before: Span) -> Part:
    _channels, departments = figures_between(now.start, now.stop, today=now.today)
    _channels, earlier = figures_between(before.start, before.stop, today=now.today)
    return Part(
        "answering",
        _("答复办理"),
        said=(_on_cases(departments.values(), earlier.values(), now),),
        tables=only_filled(_by_department(departments, earlier, now)),
    )


def _by_department(departments: dict[str, Figures], earlier: dict[str, Figures], span: Span) -> Table:
    none = Figures()
    pairs = [(name, departments.get(name, none), earlier.get(name, none)) for name in {*departments, *earlier}]
    rows = [
        (name or _("小组办理或未分派"), one.received, was.received, one.answered, one.on_time)
        for name, one, was in sorted(pairs, key=lambda row: (row[0] == "", -row[1].received, row[0]))
    ]
    headings = [
        _("部门"),
        *(_("%(period)s收到") % {"period": period} for period in names_of(span)),
        _("已答复"),
        _("按时答复"),
    ]
    return table("answering", _("各部门答复办理"), headings, rows, chart="bar", unit=_("件"))
