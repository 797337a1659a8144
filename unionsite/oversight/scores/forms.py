"""What people fill in: a period, a line by hand, an objection and its answer, the choice of points."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionsite.core.form_fields import PlainTextField
from unionsite.oversight.scores import queries, rules
from unionsite.oversight.scores.choices import FIRST_YEAR, By, Length
from unionsite.oversight.scores.models import ScoreItem

LAST_YEAR = 2999


def _words(label, length: int, **options) -> PlainTextField:
    return PlainTextField(label=label, max_length=length, widget=forms.Textarea(attrs={"rows": 4}), **options)


class PeriodForm(forms.Form):
    """A month, quarter or year; `number` is not asked of a year."""

    length = forms.ChoiceField(label=_("周期"), choices=Length.choices)
    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    number = forms.IntegerField(
        label=_("第几月或第几季度"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=_("月度填1至12，季度填1至4，年度不填。"),
    )

    def clean(self):
        data = super().clean()
        length, number = data.get("length"), data.get("number")
        if length == Length.YEAR:
            data["number"] = 1
        elif length == Length.QUARTER and number and number > 4:
            self.add_error("number", _("季度填1至4。"))
        elif length and not number and "number" not in self.errors:
            self.add_error("number", _("请填写第几月或第几季度。"))
        return data


class TallyForm(PeriodForm):
    """Whose points, and of which period: this month unless something is chosen."""

    by = forms.ChoiceField(label=_("统计"), choices=By.choices)
    field_order = ["by", "length", "year", "number"]

    def __init__(self, given, **kwargs):
        today = timezone.localdate()
        current = {"by": By.DEPARTMENT.value, "length": Length.MONTH.value, "year": today.year, "number": today.month}
        asked = {name: given[name] for name in current if name in given}
        super().__init__(asked if asked else current, **kwargs)

    @property
    def span(self) -> rules.Span:
        data = self.cleaned_data
        return rules.span_of(data["length"], data["year"], data["number"], timezone.localdate())


class LineForm(forms.Form):
    item = forms.ModelChoiceField(label=_("项目"), queryset=ScoreItem.objects.none(), empty_label=None)
    times = forms.IntegerField(label=_("次数"), min_value=1, max_value=100, initial=1)
    reason = _words(_("理由"), 500, error_messages={"required": _("请写明理由。")})
    address = forms.URLField(label=_("依据网址"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, *args, department, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = queries.items_by_hand(department)
        self.fields["item"].label_from_instance = lambda item: f"{item.get_kind_display()}：{item.text}"


class ObjectForm(forms.Form):
    words = _words(_("异议"), 2000, help_text=_("写明对哪一项有异议、为什么，有依据的一并写明。"))


class AnswerForm(forms.Form):
    words = _words(_("答复"), 2000, help_text=_("写明核查的情况和结论。"))
