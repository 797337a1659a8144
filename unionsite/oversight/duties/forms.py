"""What people fill in: a duty, a record of it, the signature under a record."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from unionsite.accounts.models import User
from unionsite.core.form_fields import PlainTextField
from unionsite.core.refusals import is_reason_enough
from unionsite.core.workdays import months_after
from unionsite.oversight.duties.choices import KINDS, MOST_MONTHS, RecordState
from unionsite.oversight.duties.models import Duty
from unionsite.oversight.findings.forms import FilesForm, StaffChoice, StaffField, staff, words_field

FIRST_YEAR = 2000
MOST_FAULTS = 20


def everybody():
    """Return all staff in service, superusers among them."""
    people = User.objects.staff().filter(is_active=True).order_by("name", "username")
    return people.select_related("department")


class StaffManyField(StaffChoice, forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


def _is_plausible(day: date) -> None:
    """Raise ValidationError for a day that is a slip of the pen."""
    if not date(FIRST_YEAR, 1, 1) <= day <= months_after(timezone.localdate(), MOST_MONTHS):
        raise forms.ValidationError(_("年份不对，请检查日期。"))


def _is_over(day: date) -> None:
    if day > timezone.localdate():
        raise forms.ValidationError(_("完成日期不能晚于今天。"))


class DutyForm(forms.ModelForm):
    is_once = forms.BooleanField(label=_("只做一次"), required=False)

    class Meta:
        model = Duty
        fields = ["kind", "title", "owner", "months", "is_once", "first_due", "note", "is_active"]
        field_classes = {"owner": StaffField}
        widgets = {"first_due": AdminDateInput, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"months": _("不填则按类别的惯例；只做一次的请选下一项。")}

    field_order = Meta.fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A former owner who has no role any more stays chosen until somebody else is.
        self.fields["owner"].queryset = staff() | staff(pk=self.instance.owner_id)
        self.fields["owner"].empty_label = _("安全管理员")
        self.fields["first_due"].validators.append(_is_plausible)
        if self.instance.pk:
            self.initial["is_once"] = self.instance.months is None
            self.fields["kind"].disabled = self.instance.records.exists()

    def clean(self):
        data = super().clean()
        if data.get("is_once"):
            data["months"] = None
        elif "kind" in data and data.get("months", 0) is None:
            data["months"] = KINDS[data["kind"]].months
        return data


class RecordForm(FilesForm):
    """A record of `duty`: only what its kind asks for."""

    done_on = forms.DateField(
        label=_("完成日期"), initial=timezone.localdate, widget=AdminDateInput, validators=[_is_plausible, _is_over]
    )
    took_part = PlainTextField(label=_("参加人员"), max_length=300, required=False)
    words = words_field(_("情况"))
    version = PlainTextField(
        label=_("版本"),
        max_length=40,
        required=False,
        help_text=_("有改动时写新的版本号，例如“2026年第1版”；签字后生效，并请全体后台人员重新阅读确认。"),
    )
    text = PlainTextField(
        label=_("正文"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("写明新版本的全文，或者把文件附在下面。"),
    )
    people = StaffManyField(label=_("人员"), queryset=everybody(), error_messages={"required": _("请选择人员。")})
    valid_until = forms.DateField(
        label=_("有效期至"),
        required=False,
        widget=AdminDateInput,
        validators=[_is_plausible],
        help_text=_("不填则从完成日期起按周期推算；签字后写入这些人的账号。"),
    )
    faults = words_field(
        _("发现的问题"),
        required=False,
        help_text=_("每行一个，最多%(most)d个；登记后即列入“问题与整改”。") % {"most": MOST_FAULTS},
    )
    field_order = ["done_on", "took_part", "people", "valid_until", "words", "version", "text", "faults", "files"]

    def __init__(self, *args, duty: Duty, **kwargs):
        super().__init__(*args, **kwargs)
        self.duty, spec = duty, duty.spec
        self.fields["words"].help_text = spec.says
        self.fields["took_part"].required = bool(spec.source)
        unasked = [] if spec.source else ["faults"]
        unasked += ["took_part"] if spec.is_read else ["version", "text"]
        unasked += ["took_part"] if spec.sets else ["people"]
        unasked += [] if spec.sets == "training_valid_until" else ["valid_until"]
        for name in set(unasked):
            del self.fields[name]

    def clean_valid_until(self):
        day, done_on = self.cleaned_data["valid_until"], self.cleaned_data.get("done_on")
        if day and done_on and day < done_on:
            raise forms.ValidationError(_("有效期不能早于完成日期。"))
        return day

    def clean_faults(self):
        lines = [line.strip() for line in self.cleaned_data["faults"].splitlines() if line.strip()]
        if len(lines) > MOST_FAULTS:
            raise forms.ValidationError(_("一次最多登记%(most)d个问题。") % {"most": MOST_FAULTS})
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("每个问题请用一句话写明，不超过200个字。"))
        return lines

    def clean(self):
        data = super().clean()
        version = data.get("version")
        if self.duty.spec.is_read and not version and self.duty.edition_id is None:
            self.add_error("version", _("第一次登记请写版本号。"))
        if version and not data.get("text") and not self.accepted and not self.errors:
            self.add_error("text", _("请写明新版本的全文，或者附上文件。"))
        if data.get("text") and not version and "version" not in self.errors:
            self.add_error("version", _("正文有改动，请写新的版本号。"))
        if self.duty.spec.sets == "training_valid_until" and data.get("done_on") and not data.get("valid_until"):
            months = self.duty.months or self.duty.spec.months
            data["valid_until"] = months_after(data["done_on"], months)
        return data


class JudgeForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("意见"),
        choices=[(RecordState.SIGNED, _("属实，签字确认")), (RecordState.RETURNED, _("退回，说明原因"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择签字还是退回。")},
    )
    words = words_field(_("说明"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("decision") == RecordState.RETURNED and not is_reason_enough(data.get("words", "")):
            self.add_error("words", _("请写明为什么退回。"))
        return data
