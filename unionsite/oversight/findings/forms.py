"""What people fill in for each step of a finding, and to write one down."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from interact.attachments.checking import AttachmentsField, accept_files
from unionsite.accounts.models import Department, User
from unionsite.core.form_fields import PlainTextField
from unionsite.oversight.findings.choices import ASKED, MENDING_DAYS, Gravity, Step


def words_field(label, required: bool = True, **options) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": 4})
    return PlainTextField(label=label, required=required, max_length=2000, widget=widget, **options)


def staff(**wanted):
    """Return the people who may be made responsible, for a choice; or others that are `wanted`."""
    wanted = wanted or {"is_active": True, "groups__isnull": False}
    return User.objects.filter(**wanted).distinct().order_by("name", "username").select_related("department")


class StaffChoice:
    """Shows members of staff by name and department."""

    def label_from_instance(self, user):
        return f"{user.get_full_name()}（{user.department}）" if user.department else user.get_full_name()


class StaffField(StaffChoice, forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(**{"queryset": staff()} | kwargs)


class FilesForm(forms.Form):
    """A form with files; after `is_valid()` `accepted` are those that may be stored."""

    files = AttachmentsField(label=_("图片或材料"))

    def clean(self):
        data = super().clean()
        self.accepted = accept_files(self)
        return data


def words_form(label, base: type[forms.Form] = forms.Form, **options) -> type[forms.Form]:
    """Return a form that asks for words, and with `FilesForm` for files."""
    return type("WordsForm", (base,), {"words": words_field(label, **options), "field_order": ["words", "files"]})


class HandForm(FilesForm):
    """Something that a person found."""

    title = PlainTextField(label=_("问题"), max_length=100, help_text=_("一句话写明哪里有什么问题。"))
    detail = words_field(_("情况"), required=False)
    address = forms.CharField(label=_("网址"), max_length=500, required=False, help_text=_("有具体页面的，贴上网址。"))
    gravity = forms.ChoiceField(label=_("程度"), choices=Gravity.choices, initial=Gravity.USUAL)
    department = forms.ModelChoiceField(
        label=_("责任部门"), queryset=Department.objects.all(), required=False, empty_label=_("暂不确定")
    )
    field_order = ["title", "detail", "address", "gravity", "department", "files"]


class AssignForm(forms.Form):
    owner = StaffField(
        label=_("责任人"),
        help_text=_("会收到整改通知的邮件，并能在后台报告整改完成。"),
        error_messages={"required": _("请选择由谁整改。"), "invalid_choice": _("没有找到这个人，请重新选择。")},
    )
    due_on = forms.DateField(
        label=_("整改期限"),
        required=False,
        widget=AdminDateInput,
        help_text=_("不填则按程度：单项否决%(veto)d个、严重%(serious)d个、一般%(usual)d个工作日。")
        % {gravity.value: days for gravity, days in MENDING_DAYS.items()},
    )
    words = words_field(_("整改要求"), required=False)

    def clean_due_on(self):
        if (due_on := self.cleaned_data["due_on"]) and due_on < timezone.localdate():
            raise forms.ValidationError(_("整改期限不能早于今天。"))
        return due_on


FORMS: dict[Step, type[forms.Form]] = {
    Step.ASSIGN: AssignForm,
    Step.MEND: words_form(_("怎样整改的"), FilesForm, error_messages={"required": ASKED[Step.MEND]}),
    Step.PASS: words_form(_("复查情况"), required=False),
    Step.FAIL: words_form(_("哪里没有整改到位"), error_messages={"required": ASKED[Step.FAIL]}),
    Step.DISMISS: words_form(_("为什么不属问题"), error_messages={"required": ASKED[Step.DISMISS]}),
}
