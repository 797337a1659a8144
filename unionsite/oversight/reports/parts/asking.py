"""What employees asked for and took part in: 办事服务 and 互动交流, and the cases of each department.

Of cases only what `cases` lets through is told (T62).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from interact.desk.figures import Figures, figures_between, standing_at
from interact.participation.queries import Held, held
from interact.questionnaires.queries import received_between
from unionsite.accounts.models import Department
from unionsite.core.named import named
from unionsite.oversight.reports.figures import Part, Table
from unionsite.oversight.reports.parts import cases
from unionsite.oversight.reports.parts.wording import (
    beside,
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
    rows = [
        (_("发布服务信息（篇）"), pieces, pieces_before),
        (_("站内搜索（次）"), asked, asked_before),
        *((_("活动报名（人次）"), *(about.signed_between(*moments(span)) for span in (now, before))) for about in held),
    ]
    return Part(
        "services",
        _("办事服务"),
        tables=(beside("services", _("办事服务"), _("项目"), rows, now),),
        ask=_("请补充办事指南的更新和线下服务情况。"),
    )


# --- 互动交流 ---


def interaction(now: Span, before: Span) -> Part:
    channels, _departments = figures_between(now.start, now.stop, today=now.today)
    earlier, _departments = figures_between(before.start, before.stop, today=now.today)
    team, team_before = cases.of_team(channels), cases.of_team(earlier)
    told = cases.numbers_told(team, team_before)
    standing = standing_at(now.start, now.stop)
    for place, name in enumerate(("closed", "waiting")):
        told[name] = cases.column_told({channel: standing.get(channel, (0, 0))[place] for channel in team})
    activities = [(about, *(about.between(*moments(_so_far(span))) for span in (now, before))) for about in held]
    return Part(
        "interaction",
        _("互动交流"),
        tables=only_filled(
            cases.summed(team.values(), team_before.values(), now),
            cases.received(channels, earlier, told, now),
            cases.handled(channels, told),
            *(_held(about, *numbers, now) for about, *numbers in activities),
            _others(now, before),
        ),
    )


def _so_far(span: Span) -> Span:
    """Return the span without what is still to come."""
    return replace(span, stop=max(span.start, min(span.stop, span.today)))


def _held(about: Held, given: dict[str, tuple[int, int]], earlier: dict[str, tuple[int, int]], span: Span) -> Table:
    this, last = names_of(span)
    words = (_("%(period)s项数"), _("%(period)s参加人次"))
    headings = [_("活动"), *(word % {"period": period} for word in words for period in (this, last))]
    rows = []
    for kind, label in about.kinds.items():
        if kind in given or kind in earlier:
            (number, people), (number_before, people_before) = given.get(kind, (0, 0)), earlier.get(kind, (0, 0))
            rows.append((str(label), number, number_before, people, people_before))
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
    # All departments: which of them had no case, and which few, is not to be told apart.
    names = ["", *sorted(Department.objects.values_list("name", flat=True))]
    told = cases.numbers_told(
        *({name: found.get(name, Figures()) for name in names} for found in (departments, earlier))
    )
    summed = cases.summed(departments.values(), earlier.values(), now)
    return Part("answering", _("答复办理"), tables=only_filled(summed, _by_department(names, told, now)))


def _by_department(names: Iterable[str], told: Mapping[str, cases.Column], span: Span) -> Table:
    """Return the departments of which something is told, in an order that tells nothing hidden."""
    columns = [told[name] for name in ("received", "before", "answered", "on_time")]
    found = [(name, *(column[name] for column in columns)) for name in names]
    rows = [
        (name or _("小组办理或未分派"), *numbers)
        for name, *numbers in sorted(found, key=lambda row: (row[0] == "", -(row[1] or 0)))
        if any(number is not None for number in numbers)
    ]
    headings = [
        _("部门"),
        *(_("%(period)s收到") % {"period": period} for period in names_of(span)),
        _("已答复"),
        _("按时答复"),
    ]
    return table("answering", _("各部门答复办理"), headings, rows, chart="bar", unit=_("件"))
