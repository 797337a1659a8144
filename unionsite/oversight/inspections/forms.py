"""Beginning an inspection, and judging all its items on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from unionsite.core.form_fields import PlainTextField
from unionsite.oversight.inspections.choices import Verdict
from unionsite.oversight.inspections.models import Checklist, InspectionItem


class BeginForm(forms.Form):
    checklist = forms.ModelChoiceField(label=_("检查表"), queryset=Checklist.objects.all(), empty_label=None)
    title = PlainTextField(label=_("名称"), max_length=100, help_text=_("如“2026年5月例行检查”。"))
    inspected_on = forms.DateField(label=_("检查日期"), widget=AdminDateInput, initial=timezone.localdate)


class JudgeForm(forms.Form):
    """A verdict and words for each item; gaps are allowed until the inspection is finished."""

    summary = PlainTextField(
        label=_("检查结论"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, items: Sequence[InspectionItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"verdict-{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=Verdict.choices,
                required=False,
                initial=item.verdict,
                widget=forms.RadioSelect,
            )
            self.fields[f"words-{item.pk}"] = PlainTextField(
                label=_("情况"), max_length=500, required=False, initial=item.words
            )

    @property
    def rows(self) -> list[tuple[InspectionItem, forms.BoundField, forms.BoundField]]:
        return [(item, self[f"verdict-{item.pk}"], self[f"words-{item.pk}"]) for item in self.items]

    @property
    def answers(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {item.pk: (data[f"verdict-{item.pk}"], data[f"words-{item.pk}"]) for item in self.items}

    def add_gaps(self, missing: Mapping[int, str]) -> None:
        for key, words in missing.items():
            name = "words" if self.cleaned_data[f"verdict-{key}"] == Verdict.FAULT else "verdict"
            self.add_error(f"{name}-{key}", words)
