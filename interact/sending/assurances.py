"""What a form tells its sender: by when there is an answer, and what becomes of their data (S-4.1, S-4.2, G22). Pure.

The version of the privacy notice is a hash of its text: any change of a name, a period or a sentence makes a new
version, and each case keeps the very words that its sender agreed to (PIPL 14, 17).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interact.cases import rules
from interact.cases.choices import Complexity, DueKind, State
from interact.cases.sla import Due, Facts, Limits, dues
from interact.channels.records import Channel, Confidentiality, record_of
from unionsite.core.workdays import WorkCalendar

if TYPE_CHECKING:
    from interact.cases.models.settings import FeedbackSettings
    from unionsite.core.models import SiteSettings


# --- By when ---


def actor(channel: Channel) -> str:
    return {
        Confidentiality.TEAM: _("网络信息管理小组"),
        Confidentiality.NAMED: _("%(channel)s的指定办理人") % {"channel": channel.label},
        Confidentiality.SECRET: _("指定的办理人"),
    }[rules.confidentiality(channel)]


def short_date(day: date, today: date) -> str:
    """Return 「12月3日」, with the year if it is not this year."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def promises(channel: Channel, *, limits: Limits, calendar: WorkCalendar, today: date) -> list[str]:
    """Return the sentences that promise by when something sent today is answered."""
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


# --- The privacy notice ---


@dataclass(frozen=True)
class Notice:
    """The privacy notice of a form. `points` are (heading, text) for a list; `text` is the wording that is kept."""

    points: tuple[tuple[str, str], ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(_("%(head)s：%(text)s") % {"head": head, "text": text} for head, text in self.points)

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def notice_for(channel: Channel, *, site: SiteSettings, periods: FeedbackSettings) -> Notice:
    """Return the notice in the active language. Other modules keep what it promises: T62, T63, T83."""
    return Notice(
        (
            (_("谁在使用"), _who(site)),
            (_("用来做什么"), _("只用来受理、办理和答复您反映的事，并统计办理情况（统计里没有个人信息）。")),
            (_("收集什么"), _what(channel)),
            (_("谁能看到"), readers(channel)),
            (_("保存多久"), _periods(periods)),
            (_("您的权利"), _rights(site)),
        )
    )


def _who(site: SiteSettings) -> str:
    return _("%(union)s。") % {"union": site.name}


def _what(channel: Channel) -> str:
    parts = [_("您填写的内容和选择的附件。")]
    if rules.may_be_anonymous(channel):
        parts.append(_("实名时，还有您填写的姓名和联系方式；匿名时这些一概不保存，也不记录您的账号。"))
    else:
        parts.append(_("还有您填写的姓名和联系方式，只用来答复您。"))
    if record_of(channel).papers:
        # PIPL 28 to 30: what is sensitive, what it is needed for, and what happens without it.
        parts.append(
            _("其中的身份证件、健康、收入等是敏感个人信息，只用来核实这件申请；不愿提供的可以不交，但可能因此办不了。")
        )
    parts.append(_("不保存您的网络地址和设备信息。"))
    if rules.is_secret(channel):
        parts.append(_("提交时间只记到哪一天。"))
    return "".join(parts)


def readers(channel: Channel) -> str:
    return {
        Confidentiality.TEAM: _("网络信息管理小组，以及承办这件事的部门。"),
        Confidentiality.NAMED: _("只有%(channel)s的指定办理人。") % {"channel": channel.label},
        Confidentiality.SECRET: _(
            "只有指定的办理人；在网站后台，系统管理员、超级管理员也看不到。内容、附件和身份加密保存，密钥不在数据库里；"
            "但网站要能打开它们给办理人看，所以同时掌握服务器和密钥的运维人员在技术上能够打开，单位须另行约束。"
            "每次查看、下载都留下记录；查看身份另须写明理由。更换办理人须由两个人分别提出和同意，您在进度页看得到，"
            "生效前可以提出异议。被反映的人和您要求回避的部门看不到。办理超期时，工会委员会只知道有一件超期，看不到内容。"
        ),
    }[rules.confidentiality(channel)]


def _periods(periods: FeedbackSettings) -> str:
    return _(
        "姓名和联系方式在办结后保存%(identity)d天，内容和附件保存%(years)d年；"
        "不予受理的保存%(declined)d天。到期自动清除，依法需要保全的除外。"
    ) % {"identity": periods.identity_days, "years": periods.body_years, "declined": periods.declined_days}


def _rights(site: SiteSettings) -> str:
    text = _("凭回执可以随时查看、补充、撤回、导出或删除。不同意就不能在网上提交，但仍可以当面或打电话反映。")
    return text + (_("咨询电话：%(phone)s。") % {"phone": site.phone} if site.phone else "")
