"""What people fill in to record an incident, and for each of its steps."""

from datetime import UTC, datetime

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from unionsite.accounts.models import Department
from unionsite.core.form_fields import PlainTextField
from unionsite.oversight.findings.choices import Gravity
from unionsite.oversight.findings.forms import FilesForm, words_field, words_form
from unionsite.oversight.incidents.choices import GRADE_BY, GRADE_HELP, HOTLINE, Grade, IncidentKind, Step
from unionsite.oversight.incidents.models import Incident

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class PastMomentField(forms.DateTimeField):
    """A moment that has been, since 2000."""

    widget = AdminDateTimeInput

    def clean(self, value):
        at = super().clean(value)
        if at and not EARLIEST <= at <= timezone.now():
            raise forms.ValidationError(_("时间不能晚于现在，也不能早于2000年。"))
        return at


class BeginForm(FilesForm):
    """What starts the four hours; the rest is asked while they run."""

    title = PlainTextField(label=_("事件"), max_length=100, help_text=_("一句话写明发生了什么。"))
    grade = forms.ChoiceField(label=_("级别"), choices=Grade.choices, initial=Grade.USUAL)
    found_at = PastMomentField(
        label=_("发现时间"), help_text=_("较大以上事件，从这个时间起4小时内必须上报属地省级网信部门。")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = [(grade.label, GRADE_HELP[grade]) for grade in Grade]
        if "grade" in self.fields:
            self.fields["grade"].help_text = format_html("{}{}", format_html_join("", "{}：{}<br>", lines), GRADE_BY)
        self.order_fields([*(name for name in self.fields if name != "files"), "files"])


class FactsForm(BeginForm):
    """What is known of an incident: the fields are `Incident.FACTS`. What was not known so far may stay open."""

    kind = forms.ChoiceField(label=_("类型"), choices=[("", _("暂不确定")), *IncidentKind.choices])
    found_by = PlainTextField(label=_("发现人或单位"), max_length=60)
    place = PlainTextField(label=_("发生地点"), max_length=100, help_text=_("机房、单位所在地等。"))
    system = PlainTextField(
        label=_("涉及的系统"), max_length=200, help_text=_("网站、后台、数据库、服务器等，可写网址。")
    )
    what = words_field(_("发生了什么"))
    affected = words_field(_("影响和危害"), help_text=_("影响了哪些页面、多少人、多长时间。"))
    has_personal_data = forms.BooleanField(
        label=_("涉及个人信息"), required=False, help_text=_("发生或可能发生个人信息泄露、篡改、丢失的，请选中。")
    )
    contact = PlainTextField(label=_("联系人和电话"), max_length=100)

    def __init__(self, *args, incident: Incident, **kwargs):
        super().__init__(*args, **kwargs)
        for name in incident.open_facts:
            self.fields[name].required = False


class CompleteForm(FactsForm):
    """Asks only what is not known yet; all at once or piece by piece."""

    def __init__(self, *args, incident: Incident, **kwargs):
        super().__init__(*args, incident=incident, **kwargs)
        for name in set(Incident.FACTS) - {*incident.open_facts, "has_personal_data"}:
            del self.fields[name]
        if incident.has_personal_data:
            del self.fields["has_personal_data"]


class CorrectForm(FactsForm):
    words = words_field(_("更正的原因"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["files"]


class ReportForm(FilesForm):
    at = PastMomentField(label=_("上报时间"))
    to = PlainTextField(
        label=_("上报给"),
        max_length=100,
        help_text=_("部门名称和接报人。可以拨打全国网络安全事件报告热线%(number)s。") % {"number": HOTLINE},
    )
    words = words_field(_("说明"), required=False, help_text=_("上报方式、回执编号、对方要求等。"))
    field_order = ["at", "to", "words", "files"]


class FollowForm(forms.Form):
    title = PlainTextField(
        label=_("措施"), max_length=100, help_text=_("一句话写明要做什么；登记后在“问题与整改”中交办。")
    )
    detail = words_field(_("要求"), required=False)
    gravity = forms.ChoiceField(label=_("程度"), choices=Gravity.choices, initial=Gravity.SERIOUS)
    department = forms.ModelChoiceField(
        label=_("责任部门"), queryset=Department.objects.all(), required=False, empty_label=_("暂不确定")
    )


class ReasonForm(forms.Form):
    reason = PlainTextField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


FORMS: dict[Step, type[forms.Form]] = {
    Step.COMPLETE: CompleteForm,
    Step.ACT: words_form(_("具体情况"), FilesForm),
    Step.CORRECT: CorrectForm,
    Step.REPORT: ReportForm,
    Step.TELL: words_form(
        _("告知的情况"),
        FilesForm,
        help_text=_(
            "写明向哪个主管部门报告、怎样告知了哪些个人；采取的措施能够有效避免危害、依法可以不告知个人的，写明理由。"
        ),
    ),
    Step.ESCALATE: words_form(_("提请决定的事项和理由")),
    Step.DECIDE: words_form(_("工会委员会的决定"), FilesForm),
    Step.LEARN: words_form(_("教训和措施"), FilesForm, help_text=_("事件原因、处置得失、责任、今后的防范措施。")),
    Step.FOLLOW: FollowForm,
    Step.CLOSE: words_form(_("说明"), required=False),
}
