"""What each channel is, in one record (S-3.4, S-8.2).

A new channel needs a member of `Channel`, a record below and a page type in `channels.models`; if it asks something
else, also a form in `sending.forms`. `checks.py` reports a missing record, form or page type; CONTRIBUTING.md has more.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from unionsite.core.choices import TextChoices


class Channel(TextChoices):
    """The channels, in the order in which they are shown everywhere."""

    SUGGESTION = "suggestion", _("意见建议")
    REPORT = "report", _("投诉举报")
    QUESTION = "question", _("答疑解惑")
    LETTER = "letter", _("主席信箱")
    CORRECTION = "correction", _("网站纠错")
    HARDSHIP = "hardship", _("困难帮扶")
    LEGAL_AID = "legal_aid", _("法律援助")
    JOIN = "join", _("入会申请")
    MEMBER_CARD = "member_card", _("会员卡")


class Group(StrEnum):
    """What somebody comes for: to say something, or to have something done."""

    SAY = "say"
    REQUEST = "request"  # help and services: never published


class Confidentiality(StrEnum):
    """Who may read a case at all."""

    TEAM = "team"  # the 网络信息管理小组 and the department that answers
    NAMED = "named"  # handlers by name
    SECRET = "secret"  # noqa: S105  (handlers by name, each look on record, identity apart)


@dataclass(frozen=True)
class Task:
    """A channel's entry in the front page's row of tasks; `icon` is a name from the site's set of icons."""

    title: Any
    line: Any
    icon: str


@dataclass(frozen=True)
class Paper:
    """A paper (材料) of a request. `kinds` are the values of the form's field `kind` that need it; empty: all do."""

    key: str
    label: Any
    line: Any = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelRecord:
    """All that makes a channel. `form` is the dotted path of its form; `line` says in a list what it is for; `slug` is
    the address of its page below 交流互动, whose first words are in `home/services/tree.toml`.

    `limit` names the field of `sla.Limits` within which a general case is answered. `has_complex`: cases may become
    complex, and the form promises what happens then; `lists_complex`: the list of channels says so too. `is_signed`: a
    name is required. `goes_to_all`: if nobody is named, everybody who may handle its cases gets them. `has_similar`:
    the form shows published answers to similar questions. `takes_page`: the address may name a page for the form.
    `papers` are sent with the form or later, and checked by the handlers. `calculators`: words that say which of the
    calculators the form leads to.
    """

    confidentiality: Confidentiality
    form: str
    line: Any
    slug: str
    task: Task | None = None
    limit: str = "general"
    has_complex: bool = True
    lists_complex: bool = True
    is_signed: bool = False
    goes_to_all: bool = False
    has_similar: bool = False
    takes_page: bool = False
    group: Group = Group.SAY
    papers: tuple[Paper, ...] = ()
    calculators: str = ""


CHANNELS: dict[Channel, ChannelRecord] = {
    Channel.SUGGESTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.SuggestionForm",
        _("对工作、生活和企业管理的意见和主意。"),
        "suggestions",
        Task(_("提建议"), _("提意见、出主意"), "speak"),
        has_similar=True,
    ),
    Channel.REPORT: ChannelRecord(
        Confidentiality.SECRET,
        "interact.sending.forms.channels.ReportForm",
        _("可以匿名。内容加密保存，只有指定的人能看。"),
        "report",
        Task(_("投诉举报"), _("可以匿名，加密保存"), "shield"),
        goes_to_all=True,
    ),
    Channel.QUESTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.QuestionForm",
        _("工资、休假、福利、劳动合同等，工会解答。"),
        "questions",
        Task(_("问一问"), _("工资、休假、福利"), "question"),
        lists_complex=False,
        has_similar=True,
    ),
    Channel.LETTER: ChannelRecord(
        Confidentiality.NAMED,
        "interact.sending.forms.channels.LetterForm",
        _("写给工会主席的信，只有指定的人能看。"),
        "letter",
        # The answer needs somebody to go to.
        is_signed=True,
    ),
    Channel.CORRECTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.CorrectionForm",
        _("错字、过期内容、打不开的链接。"),
        "correction",
        limit="correction",
        has_complex=False,
        lists_complex=False,
        takes_page=True,
    ),
    Channel.HARDSHIP: ChannelRecord(
        Confidentiality.NAMED,
        "interact.sending.forms.requests.HardshipForm",
        _("生病、受灾、子女上学、收入困难，申请工会帮扶。"),
        "hardship",
        lists_complex=False,
        is_signed=True,
        group=Group.REQUEST,
        papers=(
            Paper("identity", _("身份证复印件"), _("正反两面。")),
            Paper("income", _("家庭收入证明"), _("本人近3个月工资条，其他家庭成员的收入证明。")),
            Paper("diagnosis", _("诊断证明和费用单据"), _("医院出具的诊断证明、住院或门诊费用单据。"), ("疾病",)),
            Paper("damage", _("受灾、事故证明"), _("社区、应急或交警等部门出具的证明，或现场照片。"), ("意外灾害",)),
            Paper("school", _("录取通知书或在读证明"), "", ("子女就学",)),
        ),
    ),
    Channel.LEGAL_AID: ChannelRecord(
        Confidentiality.NAMED,
        "interact.sending.forms.requests.LegalAidForm",
        _("工资、合同、工伤、社保有争议，工会帮您。"),
        "legal-aid",
        lists_complex=False,
        is_signed=True,
        group=Group.REQUEST,
        papers=(
            Paper("identity", _("身份证复印件"), _("正反两面。")),
            Paper("contract", _("劳动合同"), _("没有签过合同的，可以用工作证、考勤或工资记录代替。")),
            Paper("pay", _("工资记录"), _("工资条或银行流水。"), ("工资", "社保")),
            Paper("injury", _("工伤材料"), _("病历、诊断证明，已有的工伤认定或鉴定结论。"), ("工伤",)),
        ),
        calculators="仲裁时效",
    ),
    Channel.JOIN: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.requests.JoinForm",
        _("还不是会员的，申请加入工会；劳务派遣职工也可以。"),
        "join",
        has_complex=False,
        lists_complex=False,
        is_signed=True,
        group=Group.REQUEST,
        papers=(
            Paper("application", _("入会申请书"), _("手写签名后拍照，内容写明自愿加入工会、遵守工会章程。")),
            Paper("photo", _("一寸证件照"), _("近期正面免冠照片。")),
        ),
    ),
    Channel.MEMBER_CARD: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.requests.MemberCardForm",
        _("首次办卡、挂失补办、损坏换卡、信息变更。"),
        "member-card",
        has_complex=False,
        lists_complex=False,
        is_signed=True,
        group=Group.REQUEST,
        papers=(
            Paper("photo", _("一寸证件照"), _("近期正面免冠照片。"), ("首次办卡", "挂失补办", "损坏换卡")),
            Paper("old", _("旧卡的照片"), _("正反两面；领新卡时请把旧卡交回。"), ("损坏换卡",)),
            Paper("change", _("变更证明"), _("如改名后的身份证、部门调动通知。"), ("信息变更",)),
        ),
    ),
}
BY_NAME = frozenset(name for name, record in CHANNELS.items() if record.confidentiality is not Confidentiality.TEAM)
SECRET = frozenset(name for name, record in CHANNELS.items() if record.confidentiality is Confidentiality.SECRET)


def record_of(channel: Channel | str) -> ChannelRecord:
    return CHANNELS[Channel(channel)]


def is_request(channel: Channel | str) -> bool:
    return record_of(channel).group is Group.REQUEST
