"""Forms of the usual steps of a case: accept, assign, answer, review, reply, ask, close; others are in `side_steps`."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.attachments.checking import AttachmentsField, accept_files
from interact.cases import rules
from interact.cases.choices import TEXT_LENGTH, Complexity, Party, Purpose, Result, Step
from interact.cases.models.history import CaseEntry
from interact.cases.models.settings import ChannelRouting
from interact.cases.papers import missing_in_words
from interact.cases.people import may_be_handler, parties_of
from interact.cases.services import steps
from interact.desk import queries
from interact.desk.forms.fields import (
    REASON,
    PersonField,
    StepForm,
    day_field,
    departments_for,
    handlers_for,
    words_field,
)
from unionsite.core.form_fields import Radios
from unionsite.core.sealing import SealingError
from unionsite.publishing.textchecks.choices import Role
from unionsite.publishing.textchecks.normalise import fold
from unionsite.publishing.textchecks.rules.personal import personal


class _IntoHands(StepForm):
    """Abstract: a step that decides who works on the case: a department, a person of it, or the team itself."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("承办部门"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("由小组自己办理"),
    )
    handler = PersonField(
        label=gettext_lazy("经办人"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("不指定，由部门的人共同办理"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments_for(self.case)
        if rules.is_by_name(self.case.channel):
            self.fields["department"].empty_label = _("由办理人自己办理")
        self.fields["handler"].queryset = handlers_for(self.case)

    def clean(self):
        data = super().clean()
        handler, department = data.get("handler"), data.get("department")
        is_whole = handler is not None and "department" in data
        if is_whole and not may_be_handler(self.case, handler, department.pk if department else None):
            self.add_error("handler", _("%(name)s不在所选的部门，看不到这一件。请换一位。") % {"name": handler})
        return data


class AcceptForm(_IntoHands):
    step = Step.ACCEPT
    service = staticmethod(steps.accept)
    complexity = forms.TypedChoiceField(
        label=gettext_lazy("类别"),
        choices=Complexity.choices,
        coerce=Complexity,
        widget=Radios,
        initial=Complexity.GENERAL,
        help_text=gettext_lazy("一般事项直接答复结果；复杂事项先给初步意见，再定期反馈进展。"),
        error_messages={"required": gettext_lazy("请选择类别。")},
    )
    words = words_field(gettext_lazy("给职工的话"), rows=2, required=False, help_text=gettext_lazy("可以不填。"))
    field_order = ["complexity", "department", "handler", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["complexity"].initial = self.case.complexity
        routing = ChannelRouting.objects.filter(channel=self.case.channel).first()
        self.fields["department"].initial = routing.department_id if routing else None


class AssignForm(_IntoHands):
    step = Step.ASSIGN
    service = staticmethod(steps.assign)
    words = words_field(REASON, rows=2)
    field_order = ["department", "handler", "words"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].initial = self.case.department_id
        self.fields["handler"].initial = self.case.handler_id


class AnswerForm(StepForm):
    step = Step.ANSWER
    service = staticmethod(steps.answer)
    purpose = forms.TypedChoiceField(
        label=gettext_lazy("这次答复是"),
        coerce=Purpose,
        widget=Radios,
        error_messages={"required": gettext_lazy("请选择这次答复是什么。")},
    )
    words = words_field(gettext_lazy("答复"), length=TEXT_LENGTH, rows=8)
    files = AttachmentsField()
    takes_saved_replies = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = rules.purposes(self.case.status)
        self.fields["purpose"].choices = [(purpose.value, purpose.label) for purpose in allowed]
        if len(allowed) == 1:
            self.fields["purpose"].initial = allowed[0].value

    def clean(self):
        data = super().clean()
        if self.files and "files" in self.fields:
            self.clean_files_found = accept_files(self, already=self.case.files.count())
            if self.errors:
                # Browsers do not keep the chosen files when the form is shown again.
                self.add_error("files", _("请重新选择文件。"))
        return data

    def arguments(self):
        return self.cleaned_data | {"files": getattr(self, "clean_files_found", ())}


class ReplyForm(StepForm):
    """The reply, which begins as the department's answer. It warns of personal data, perhaps the employee's own."""

    step = Step.REPLY
    service = staticmethod(steps.reply)
    words = words_field(gettext_lazy("答复"), length=TEXT_LENGTH, rows=8)
    promised_on = day_field(
        gettext_lazy("下次反馈进展的日期"),
        required=False,
        error_messages={"invalid": gettext_lazy("请填写正确的日期，例如2026-05-08。")},
    )
    personal_ok = forms.BooleanField(label=gettext_lazy("我已核对，答复里的个人信息应当告知这位职工。"), required=False)
    takes_saved_replies = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.draft: CaseEntry | None = steps.last_answer(self.case)
        if self.draft is not None:
            self.fields["words"].initial = self._draft_words()
        if self.draft is not None and rules.needs_promise(self.draft.purpose):
            self.last_day = queries.last_promise(self.case, self.now.date())
            field = self.fields["promised_on"]
            field.help_text = _("不晚于%(day)s。职工凭它知道什么时候再来看。") % {"day": self.last_day.isoformat()}
            field.widget.attrs["max"] = self.last_day.isoformat()
        else:
            del self.fields["promised_on"]
        if not self.warnings:
            del self.fields["personal_ok"]

    def _draft_words(self) -> str:
        try:
            return self.draft.words_with(self.case.vault)
        except SealingError:
            # The page says that the words do not open; the field begins empty.
            return ""

    @property
    def warnings(self) -> list[str]:
        """The personal data that the text checks find in the field's present text, as messages."""
        text = self.data.get("words", "") if self.is_bound else self.fields["words"].initial or ""
        return [hit.message for hit in personal(fold(str(text)), Role.BODY)]

    def clean_promised_on(self):
        day = self.cleaned_data["promised_on"]
        if day is None or not self.now.date() < day <= self.last_day:
            last = date_format(self.last_day, "Y-m-d")
            raise forms.ValidationError(_("请填写明天以后、不晚于%(last)s的日期。") % {"last": last})
        return day

    def clean(self):
        data = super().clean()
        if "personal_ok" in self.fields and not data.get("personal_ok"):
            self.add_error("personal_ok", _("答复里有个人信息。请删去，或核对后勾选这一项。"))
        return data

    def arguments(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "personal_ok"}


class AskForm(StepForm):
    step = Step.ASK
    service = staticmethod(steps.ask)
    words = words_field(gettext_lazy("要问的问题"))
    pauses = forms.BooleanField(
        label=gettext_lazy("等待期间暂停计时"),
        required=False,
        help_text=gettext_lazy("职工补充以后自动恢复计时。"),
    )
    takes_saved_replies = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if missing := self._missing():
            self.fields["words"].initial = _("请补交：%(papers)s。") % {"papers": missing}
            self.fields["pauses"].initial = True
        if Party.TEAM not in parties_of(self.case, self.actor):
            del self.fields["pauses"]

    def _missing(self) -> str:
        try:
            return missing_in_words(self.case.channel, self.case.papers)
        except SealingError:
            return ""


class CloseForm(StepForm):
    step = Step.CLOSE
    service = staticmethod(steps.close)
    result = forms.TypedChoiceField(
        label=gettext_lazy("办理结果"),
        choices=Result.choices,
        coerce=Result,
        widget=Radios,
        error_messages={"required": gettext_lazy("请选择办理结果。")},
    )
    words = words_field(gettext_lazy("给职工的话"), rows=2, required=False, help_text=gettext_lazy("可以不填。"))
