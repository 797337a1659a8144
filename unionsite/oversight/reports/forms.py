"""What people choose to have a report made."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.oversight.reports.choices import Kind
from unionsite.oversight.scores.forms import PeriodForm


class ReportForm(PeriodForm):
    """A kind of report and its period."""

    kind = forms.ChoiceField(
        label=_("报告"),
        choices=Kind.choices,
        help_text=_("检查通报按月，工作报告按季度或年度，考核通报在评分封存以后。"),
    )
    field_order = ["kind", "length", "year", "number"]
