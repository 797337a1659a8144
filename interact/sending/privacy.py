"""The privacy notice at the forms: who uses what for what, who sees it, how long it stays (PIPL 14, 17; G22).

Its version follows its words: whatever changes in them, a name, a period or a sentence, makes another version, and each
case keeps the very words that its sender agreed to.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from interact.cases import rules
from interact.channels.records import Channel, Confidentiality

if TYPE_CHECKING:
    from interact.cases.models.settings import FeedbackSettings
    from unionsite.core.models import SiteSettings


@dataclass(frozen=True)
class Notice:
    """`points` are (heading, text), to be shown as a list; `text` is what is kept."""

    points: tuple[tuple[str, str], ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(_("%(head)s：%(text)s") % {"head": head, "text": text} for head, text in self.points)

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def notice_for(channel: Channel, *, site: SiteSettings, periods: FeedbackSettings) -> Notice:
    """In the active language. What is said here is done elsewhere: T62, T63, T83."""
    return Notice(
        (
            (_("谁在使用"), _who(site)),
            (_("用来做什么"), _("只用来受理、办理和答复您反映的事，并统计办理情况（统计里没有个人信息）。")),
            (_("收集什么"), _what(channel)),
            (_("谁能看到"), _readers(channel)),
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
    parts.append(_("不保存您的网络地址和设备信息。"))
    if rules.is_secret(channel):
        parts.append(_("提交时间只记到哪一天。"))
    return "".join(parts)


def _readers(channel: Channel) -> str:
    return {
        Confidentiality.TEAM: _("网络信息管理小组，以及承办这件事的部门。"),
        Confidentiality.NAMED: _("只有主席信箱的指定办理人。"),
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
