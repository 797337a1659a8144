"""What a report says of cases: tables of channels, and which numbers of them stand there.

It becomes public: channels by name have one total a year, and of the others neither a small number is told nor a rate
of few, nor what either could be computed from (T62).
"""

from collections.abc import Hashable, Iterable, Mapping

from django.utils.translation import gettext as _

from interact.cases.rules import is_few, tellable
from interact.channels.records import BY_NAME, Channel
from interact.desk.figures import Figures
from interact.ways_in import feedback_settings
from unionsite.oversight.reports.figures import Table
from unionsite.oversight.reports.parts.wording import decimal, names_of, table
from unionsite.oversight.scores.rules import Span

# A number of each channel or department, None where it is not told.
Column = dict[Hashable, int | None]


def of_team(channels: Mapping[Channel, Figures]) -> dict[Channel, Figures]:
    return {channel: figures for channel, figures in channels.items() if channel not in BY_NAME}


def _smallest() -> int:
    return feedback_settings().smallest_group


def column_told(numbers: Mapping) -> Column:
    return dict(zip(numbers, tellable(list(numbers.values()), smallest=_smallest()), strict=True))


def numbers_told(figures: Mapping, earlier: Mapping) -> dict[str, Column]:
    """Return the columns of cases of channels that are not by name, or of departments; both have the same keys.

    A channel or department without any must be among them: left out, it would be told from one with few.
    """
    columns = {"before": column_told({key: one.received for key, one in earlier.items()})}
    for name in ("received", "answered", "on_time"):
        columns[name] = column_told({key: getattr(one, name) for key, one in figures.items()})
    # Each of these is at most the one before it, and would tell how large that is at least.
    for whole, part in (("received", "answered"), ("answered", "on_time")):
        columns[part] |= {key: None for key, number in columns[whole].items() if number is None}
    return columns


def summed(figures: Iterable[Figures], earlier: Iterable[Figures], span: Span) -> Table:
    """Add up cases of channels that are not by name: a sum with the others would tell what they hide."""
    found = list(figures)
    names, named = (
        _("、").join(str(channel.label) for channel in Channel if (channel in BY_NAME) is by_name)
        for by_name in (False, True)
    )
    numbers = (
        sum(one.received for one in found),
        sum(one.received for one in earlier),
        sum(one.answered for one in found),
        sum(one.on_time for one in found),
    )
    told = (None if is_few(number, smallest=_smallest()) else number for number in numbers)
    caption = _("诉求合计（本节各表中少于%(smallest)d件的，为保护职工以“—”表示；%(named)s只公布全年合计）")
    headings = [_("渠道"), *(_("%(period)s收到") % {"period": period} for period in names_of(span))]
    headings += [_("已答复"), _("按时答复")]
    return table("cases", caption % {"smallest": _smallest(), "named": named}, headings, [(names, *told)])


def _number(figures: Figures | None, number: int) -> int | None:
    """Return a number of cases of a channel by name; None where it would point at somebody."""
    return None if figures is None or figures.is_few(number) else number


def received(
    channels: Mapping[Channel, Figures], earlier: Mapping[Channel, Figures], told: Mapping[str, Column], span: Span
) -> Table:
    rows = []
    for channel, figures in channels.items():
        if channel in BY_NAME:
            was = earlier.get(channel)
            numbers = (_number(figures, figures.received), _number(was, was.received if was else 0))
        else:
            numbers = (told["received"][channel], told["before"][channel])
        rows.append((str(channel.label), *numbers))
    headings = [_("渠道"), *names_of(span)]
    return table("received", _("各渠道收到的诉求"), headings, rows, chart="bar", unit=_("件"))


def handled(channels: Mapping[Channel, Figures], told: Mapping[str, Column]) -> Table:
    # Short, so that nine columns stand on a page beside each other.
    headings = [
        _("渠道"),
        _("收到"),
        _("已答复"),
        _("按时答复"),
        _("按时率"),
        _("办结"),
        _("在办"),
        _("用时"),
        _("满意率"),
    ]
    rows = []
    for channel, figures in channels.items():
        if channel in BY_NAME:
            received, answered = _number(figures, figures.received), _number(figures, figures.answered)
            on_time = closed = waiting = None
        else:
            received, answered, on_time, closed, waiting = (
                told[name][channel] for name in ("received", "answered", "on_time", "closed", "waiting")
            )
        rows.append(
            (
                str(channel.label),
                received,
                answered,
                on_time,
                # A rate would tell a hidden number, or that it is not small.
                None if on_time is None and channel not in BY_NAME else figures.on_time_rate,
                closed,
                waiting,
                None if answered is None else decimal(figures.median_workdays),
                None if answered is None else figures.satisfied_rate,
            )
        )
    caption = _("各渠道办理情况（按时率、满意率为百分比，用时为答复所用工作日的中位数）")
    return table("handled", caption, headings, rows)
