"""The forms of requests for help and services: what each asks, and the papers that go with it (S-1.4)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.checking import AttachmentsField, paper_field
from interact.cases.choices import CARDS, DISPUTES, EMPLOYMENTS, HARDSHIPS, NAME_LENGTH, PROCEEDINGS
from interact.cases.papers import needed
from interact.channels.records import Paper, record_of
from interact.sending.forms.writing import NOT_CHOSEN, WritingForm, line
from interact.ways_in import RIGHTS, address_of_channel
from unionsite.core.form_fields import Radios
from unionsite.core.named import named
from unionsite.core.typed_fields import AmountField, DayField, DayInput, NumberField

KEPT = {"data-draft": ""}
calculators_named = named(settings.CALCULATORS_NAMED)


def choice(label, choices: dict[str, Any], **options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, widget=Radios, choices=list(choices.items()), error_messages=NOT_CHOSEN, **options
    )


def day(label, **options) -> DayField:
    return DayField(
        label=label,
        widget=DayInput(attrs=KEPT),
        error_messages={"required": gettext_lazy("请填写年月日，如“2026-05-08”。")},
        **options,
    )


class RequestForm(WritingForm):
    """What all requests have: no title of their own, papers, days in the past.

    Each paper that is needed comes as files, or is said to be missing; the employee adds it later with the receipt.
    """

    # The program writes it, so that nobody has to.
    subject = None
    # The field that says what it is about, whether words are needed too, and the days that cannot be in the future.
    ABOUT, NEEDS_WORDS = "kind", True
    PAST: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].required = self.NEEDS_WORDS
        others = self.fields["files"]
        others.label, others.help_text = _("其他附件"), str(others.help_text) + _("个数连同上面的材料一起算。")
        for paper in self.paper_list:
            self.fields[paper_field(paper.key)] = AttachmentsField(label=paper.label, help_text=self._line(paper))
            self.fields[self._lack(paper)] = forms.BooleanField(label=_("暂缺，以后补交"), required=False)

    @property
    def paper_list(self) -> tuple[Paper, ...]:
        return record_of(self.channel).papers

    @staticmethod
    def _lack(paper: Paper) -> str:
        return f"lacks_{paper.key}"

    def _line(self, paper: Paper) -> str:
        if not paper.kinds:
            return str(paper.line)
        labels = dict(self.fields[self.ABOUT].choices)
        kinds = _("、").join(str(labels[kind]) for kind in paper.kinds)
        return _("选“%(kinds)s”的需要。") % {"kinds": kinds} + str(paper.line)

    # --- Judging ---

    def clean(self):
        data = super().clean()
        self.clean_more(data)
        for name in self.PAST:
            if (given := data.get(name)) and given > self.now.date():
                self.add_error(name, _("这一天还没有到，请核对。"))
        if not self.takes_files:
            return data
        for paper in needed(self.channel, data):
            name = paper_field(paper.key)
            if not data.get(name) and name not in self.errors and not data.get(self._lack(paper)):
                self.add_error(name, _("请选择文件；手边没有的，请勾选“暂缺，以后补交”。"))
        return data

    def clean_more(self, data: dict[str, Any]) -> None:
        """Check fields against each other; for the forms that have such."""

    def order(self) -> list[str]:
        names = super().order()
        at = names.index("files") if "files" in names else len(names)
        return [*names[:at], *(paper_field(paper.key) for paper in self.paper_list), *names[at:]]

    # --- For the intake ---

    def body(self) -> dict[str, str]:
        texts = {name: _as_text(value) for name, value in super().body().items()}
        return {"subject": f"{self.channel.label}：{texts[self.ABOUT]}", **texts}

    # --- For the template ---

    def papers(self) -> list[tuple[BoundField, BoundField, list[int]]]:
        """Return for each paper the field of its files, the tick that it is missing, and the places of the choices that
        need it; without places, all do."""
        values = [value for value, _label in self.fields[self.ABOUT].choices]
        return [
            (self[paper_field(paper.key)], self[self._lack(paper)], [values.index(kind) for kind in paper.kinds])
            for paper in self.paper_list
        ]

    def ways(self) -> list[tuple[str, str]]:
        """Return (address, words) of what may answer the question at once; empty for most requests."""
        if not (words := record_of(self.channel).calculators):
            return []
        found = [(link.url, _("算一算：%(title)s") % {"title": link.title}) for link in calculators_named(words)]
        answers = address_of_channel(RIGHTS)
        return [*found, *([(answers, _("权益问答"))] if answers else [])]


def _as_text(value: str | int | Decimal | date) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class HardshipForm(RequestForm):
    ASKED = ("kind", "household", "income", "text")
    WORDS = {
        "text": (
            gettext_lazy("困难的情况和希望得到的帮助"),
            gettext_lazy("什么时候发生的、家里受到什么影响、希望工会怎样帮助。请不要写银行卡号。"),
        )
    }

    kind = choice(gettext_lazy("遇到哪方面的困难"), HARDSHIPS)
    household = NumberField(
        label=gettext_lazy("家里几口人"),
        least=1,
        most=30,
        units="口人 口 人",
        widget=forms.TextInput(attrs=KEPT),
        help_text=gettext_lazy("一起生活的家庭成员，包括您自己。"),
        error_messages={"required": gettext_lazy("请填写家里几口人。")},
    )
    income = AmountField(
        label=gettext_lazy("家庭人均月收入（元）"),
        least=Decimal(0),
        widget=forms.TextInput(attrs=KEPT),
        help_text=gettext_lazy("全家每月的收入加起来，除以人口；没有收入的填0。"),
        error_messages={"required": gettext_lazy("请填写家庭人均月收入，没有收入的填0。")},
    )


class LegalAidForm(RequestForm):
    ASKED = ("kind", "other_side", "happened_on", "begun", "begun_on", "text")
    PAST = ("happened_on", "begun_on")
    WORDS = {
        "text": (
            gettext_lazy("经过和希望得到的帮助"),
            gettext_lazy("争议是怎样发生的、与对方谈过没有、希望工会怎样帮助。"),
        )
    }

    kind = choice(gettext_lazy("哪方面的争议"), DISPUTES)
    other_side = line(
        gettext_lazy("对方是谁"),
        NAME_LENGTH,
        help_text=gettext_lazy("用人单位的名称，如劳务派遣公司的全称。"),
        error_messages={"required": gettext_lazy("请填写对方的名称。")},
    )
    happened_on = day(
        gettext_lazy("争议发生的日期"),
        help_text=gettext_lazy("知道或者应当知道权利受到侵害的那一天。申请仲裁有时间限制，一般是一年。"),
    )
    begun = choice(gettext_lazy("已经申请仲裁或者起诉了吗"), PROCEEDINGS)
    begun_on = day(
        gettext_lazy("申请仲裁或起诉的日期"), required=False, help_text=gettext_lazy("没有申请、没有起诉的不填。")
    )

    def clean_more(self, data):
        has_begun, begun_on, happened_on = data.get("begun"), data.get("begun_on"), data.get("happened_on")
        if not has_begun or "begun_on" in self.errors:
            return
        if has_begun == "没有":
            # Left from an earlier choice; nobody has to clear the field.
            data["begun_on"] = None
        elif not begun_on:
            self.add_error("begun_on", _("请填写申请仲裁或起诉的日期。"))
        elif happened_on and begun_on < happened_on:
            self.add_error("begun_on", _("这一天早于争议发生的日期，请核对。"))


class JoinForm(RequestForm):
    ABOUT, NEEDS_WORDS = "employment", False
    ASKED = ("employment", "joined_on", "text")
    PAST = ("joined_on",)
    WORDS = {"text": (gettext_lazy("想说的话"), "")}

    employment = choice(
        gettext_lazy("用工形式"),
        EMPLOYMENTS,
        help_text=gettext_lazy(
            "以工资收入为主要生活来源的劳动者，都有权加入工会（《工会法》第三条）；"
            "劳务派遣职工可以加入用工单位的工会，也可以加入派遣单位的工会（《劳动合同法》第六十四条）。"
        ),
    )
    joined_on = day(gettext_lazy("哪一天入职"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        number = self.fields["employee_number"]
        number.required = True
        number.error_messages["required"] = _("请填写工号，入会要登记。")


class MemberCardForm(RequestForm):
    NEEDS_WORDS = False
    ASKED = ("kind", "text")
    WORDS = {"text": (gettext_lazy("说明"), gettext_lazy("信息变更的，写明由什么改为什么；其他的可以不填。"))}

    kind = choice(gettext_lazy("办什么"), CARDS)

    def clean_more(self, data):
        if data.get("kind") == "信息变更" and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("请写明哪一项由什么改为什么。"))
