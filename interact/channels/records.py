"""What each channel is, in one record (S-3.4, S-8.2).

A new channel needs a member of `Channel`, a record below and a page type in `channels.models`; if it asks something
else, also a form in `sending.forms.channels`. `checks.py` reports what is missing; `setup_site` makes its page and its
settings.
"""

from __future__ import annotations

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
class Founding:
    """The channel page that `setup_site` makes: its address and words; the English ones are for the page below /en/."""

    slug: str
    title: str
    title_en: str
    summary: str
    summary_en: str


@dataclass(frozen=True)
class ChannelRecord:
    """All that makes a channel. `form` is the dotted path of its form; `line` says in a list what it is for.

    `limit` names the field of `sla.Limits` within which a general case is answered. `has_complex`: cases may become
    complex, and the form promises what happens then; `lists_complex`: the list of channels says so too. `is_signed`: a
    name is required. `goes_to_all`: if nobody is named, everybody who may handle its cases gets them. `has_similar`:
    the form shows published answers to similar questions. `takes_page`: the address may name a page for the form.
    """

    confidentiality: Confidentiality
    form: str
    line: Any
    page: Founding
    task: Task | None = None
    limit: str = "general"
    has_complex: bool = True
    lists_complex: bool = True
    is_signed: bool = False
    goes_to_all: bool = False
    has_similar: bool = False
    takes_page: bool = False


CHANNELS: dict[Channel, ChannelRecord] = {
    Channel.SUGGESTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.SuggestionForm",
        _("对工作、生活和企业管理的意见和主意。"),
        Founding(
            "suggestions",
            "意见建议",
            "Suggestions",
            "提意见、出主意：工作和生活中，凡是能办得更好的事。",
            "Ideas and wishes: whatever at work or around it could be done better.",
        ),
        Task(_("提建议"), _("提意见、出主意"), "speak"),
        has_similar=True,
    ),
    Channel.REPORT: ChannelRecord(
        Confidentiality.SECRET,
        "interact.sending.forms.channels.ReportForm",
        _("可以匿名。内容加密保存，只有指定的人能看。"),
        Founding(
            "report",
            "投诉举报",
            "Complaints and reports",
            "可以匿名。内容加密保存，只有指定的办理人能看。",
            "You may stay anonymous. What you write is kept encrypted and read only by named handlers.",
        ),
        Task(_("投诉举报"), _("可以匿名，加密保存"), "shield"),
        goes_to_all=True,
    ),
    Channel.QUESTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.QuestionForm",
        _("工资、休假、福利、劳动合同等，工会解答。"),
        Founding(
            "questions",
            "答疑解惑",
            "Ask a question",
            "有不清楚的事，问工会。已经答复过的，先在这里找得到。",
            "Whatever you would like to know: ask the union, or see what it has answered before.",
        ),
        Task(_("问一问"), _("工资、休假、福利"), "question"),
        lists_complex=False,
        has_similar=True,
    ),
    Channel.LETTER: ChannelRecord(
        Confidentiality.NAMED,
        "interact.sending.forms.channels.LetterForm",
        _("写给工会主席的信，只有指定的人能看。"),
        Founding(
            "letter",
            "主席信箱",
            "Letter to the chair",
            "写给工会主席的信，只有主席指定的人能看。",
            "Write to the chair of the union; only people named for it read the letter.",
        ),
        # The answer needs somebody to go to.
        is_signed=True,
    ),
    Channel.CORRECTION: ChannelRecord(
        Confidentiality.TEAM,
        "interact.sending.forms.channels.CorrectionForm",
        _("错字、过期内容、打不开的链接。"),
        Founding(
            "correction",
            "网站纠错",
            "Report an error on this site",
            "网站上的错别字、打不开的链接、过时的内容，请告诉我们。",
            "Tell us about misprints, broken links and outdated pages.",
        ),
        limit="correction",
        has_complex=False,
        lists_complex=False,
        takes_page=True,
    ),
}
BY_NAME = frozenset(name for name, record in CHANNELS.items() if record.confidentiality is not Confidentiality.TEAM)
SECRET = frozenset(name for name, record in CHANNELS.items() if record.confidentiality is Confidentiality.SECRET)


def record_of(channel: Channel | str) -> ChannelRecord:
    return CHANNELS[Channel(channel)]
