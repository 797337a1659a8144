"""What the union promises to who sends something today: who does what by when, in sentences (S-4.1, S-4.2). Pure."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interact.cases import rules
from interact.cases.choices import Complexity, DueKind, State
from interact.cases.sla import Due, Facts, Limits, dues
from interact.channels.records import Channel, Confidentiality, record_of
from unionsite.core.workdays import WorkCalendar


def actor(channel: Channel) -> str:
    return {
        Confidentiality.TEAM: _("网络信息管理小组"),
        Confidentiality.NAMED: _("主席信箱的指定办理人"),
        Confidentiality.SECRET: _("指定的办理人"),
    }[rules.confidentiality(channel)]


def short_date(day: date, today: date) -> str:
    """「12月3日」; with the year where it is another."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def promises(channel: Channel, *, limits: Limits, calendar: WorkCalendar, today: date) -> list[str]:
    """Sentences about what is sent today."""
    general, complicated = (
        {
            due.kind: due
            for due in dues(Facts(channel, complexity, State.RECEIVED, today), limits, calendar, today=today)
        }
        for complexity in (Complexity.GENERAL, Complexity.COMPLEX)
    )
    accepted, answered = general[DueKind.ACKNOWLEDGE], general[DueKind.REPLY]
    sentences = [
        _("%(actor)s会在%(accept)d个工作日内（%(accept_on)s前）受理，%(reply)d个工作日内（%(reply_on)s前）答复您。")
        % {
            "actor": actor(channel),
            "accept": accepted.number,
            "accept_on": short_date(accepted.on, today),
            "reply": answered.number,
            "reply_on": short_date(answered.on, today),
        }
    ]
    if record_of(channel).has_complex:
        opinion, end = complicated[DueKind.OPINION], complicated[DueKind.CLOSE]
        sentences.append(
            _(
                "情况复杂的，%(opinion)d个工作日内（%(opinion_on)s前）告诉您初步意见，此后至少每%(progress)d个工作日"
                "反馈一次进展，%(close)d天内（%(close_on)s前）办结。"
            )
            % {
                "opinion": opinion.number,
                "opinion_on": short_date(opinion.on, today),
                "progress": limits.progress,
                "close": limits.close_days,
                "close_on": short_date(end.on, today),
            }
        )
        owed: list[Due] = [*general.values(), *complicated.values()]
    else:
        owed = [accepted, answered]
    if any(due.is_provisional for due in owed):
        sentences.append(_("下一年的放假安排公布后，日期可能略有调整。"))
    return sentences
