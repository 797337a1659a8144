"""The forms that an employee fills in: the receipt, and the steps on the page of a case."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.checking import AttachmentsField, CleanFile, accept_files, file_fields, paper_field
from interact.cases.choices import NOTE_LENGTH, TEXT_LENGTH, Satisfaction
from interact.cases.papers import CasePaper
from interact.cases.rules import is_reason_enough
from unionsite.core.form_fields import NOT_A_CHOICE, OF_A_CODE, PlainTextField, Radios, problems_of

RECEIPT_LENGTH = 100  # characters typed, including spaces and hyphens
WORD_LENGTH = 40


class ReceiptForm(forms.Form):
    """The form for a receipt. It checks only that something was typed: even an impossible one is looked up (T65)."""

    receipt = forms.CharField(
        label=gettext_lazy("回执号"),
        max_length=RECEIPT_LENGTH,
        widget=forms.TextInput(attrs=OF_A_CODE | {"inputmode": "text"}),
        help_text=gettext_lazy("提交后给您的20位字母和数字。大小写、空格和横线都不影响。"),
        error_messages={
            "required": gettext_lazy("请填写回执号。"),
            "max_length": gettext_lazy("回执号是20位字母和数字，请核对。"),
            "null_characters_not_allowed": gettext_lazy("有无法识别的字符，请重新输入。"),
        },
    )


class StepForm(forms.Form):
    """A form for one step. Each new form gets its own hidden `word`, by which a second sending of it is recognised."""

    prefix_of_ids = ""
    word = forms.CharField(widget=forms.HiddenInput, required=False, max_length=WORD_LENGTH)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", f"{self.prefix_of_ids}-%s")
        super().__init__(*args, **kwargs)
        self.initial["word"] = secrets.token_urlsafe(12)

    def clean(self):
        # People cannot mend the hidden word: with a wrong one the sending simply counts as new.
        self.errors.pop("word", None)
        return super().clean()

    def problems(self) -> list[tuple[str, str, str]]:
        return problems_of(self, self.visible_fields())

    def chosen_files(self) -> list[tuple[str, Any]]:
        """Return (name of the field, file) for each file that was chosen."""
        return []

    def content(self) -> dict[str, str]:
        """Return what was filled in, without the files. Call it on a valid form."""
        return {name: value for name, value in self.cleaned_data.items() if isinstance(value, str) and name != "word"}


def _words(label, *, length: int = NOTE_LENGTH, rows: int = 4, **options) -> PlainTextField:
    return PlainTextField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SupplementForm(StepForm):
    """The form for words, files or both; `files_accepted` are the files that may be stored."""

    prefix_of_ids = "supplement"
    words = _words(
        gettext_lazy("补充的内容"),
        length=TEXT_LENGTH,
        rows=6,
        required=False,
        help_text=gettext_lazy("内容和附件，至少要有一样。请不要写回执号：知道回执号的人都能打开这一件。"),
    )
    files = AttachmentsField()

    def __init__(self, *args, already: int = 0, papers: Sequence[CasePaper] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self._already = already
        self._file_fields = file_fields(one.paper.key for one in papers if not one.is_passed)
        for one in papers:
            if not one.is_passed:
                label = _("%(paper)s（%(state)s）") % {"paper": one.paper.label, "state": one.state.label}
                field = AttachmentsField(label=label, help_text=one.paper.line)
                # Its state stands in the place of 选填.
                field.state, self.fields[paper_field(one.paper.key)] = one.state, field
        self.order_fields([name for name, key in self._file_fields.items() if key])
        if len(self._file_fields) > 1:
            self.fields["files"].label = _("其他附件")
        self.files_accepted: list[CleanFile] = []

    def clean(self):
        data = super().clean()
        has_chosen = any(data.get(name) for name in self._file_fields)
        self.files_accepted = accept_files(self, self._file_fields, already=self._already)
        has_words = is_reason_enough(data.get("words", ""))
        if not has_chosen and "words" not in self.errors and not has_words:
            self.add_error("words", _("请写明要补充的内容，或选择要补充的文件。"))
        return data

    def chosen_files(self) -> list[tuple[str, Any]]:
        lists = {name: files for name, files in self.cleaned_data.items() if isinstance(files, list)}
        return [(name, file) for name, files in lists.items() for file in files]


class RateForm(StepForm):
    prefix_of_ids = "rate"
    satisfaction = forms.ChoiceField(
        label=gettext_lazy("您对办理结果满意吗"),
        choices=Satisfaction.choices,
        widget=Radios,
        error_messages=NOT_A_CHOICE | {"required": gettext_lazy("请选一项。")},
    )
    words = _words(gettext_lazy("想说的话"), rows=3, required=False)


class ReopenForm(StepForm):
    prefix_of_ids = "reopen"
    words = _words(
        gettext_lazy("为什么要重新办理"),
        help_text=gettext_lazy("哪里没有解决，希望怎样解决。"),
        error_messages={"required": gettext_lazy("请写明理由，办理的人才知道哪里没有解决。")},
    )


class ObjectForm(StepForm):
    prefix_of_ids = "object"
    words = _words(
        gettext_lazy("为什么不同意"),
        rows=3,
        help_text=gettext_lazy("工会委员会会看到您提出了异议；理由只有办理的人看得到。"),
        error_messages={"required": gettext_lazy("请写明理由。")},
    )


class WithdrawForm(StepForm):
    prefix_of_ids = "withdraw"
    words = _words(gettext_lazy("撤回的原因"), rows=3, required=False)


class KeepPrivateForm(StepForm):
    prefix_of_ids = "private"


class EraseForm(StepForm):
    prefix_of_ids = "erase"
    is_sure = forms.BooleanField(
        label=gettext_lazy("我知道删除后不能恢复"),
        error_messages={"required": gettext_lazy("请先勾选，再按“删除”。")},
    )
