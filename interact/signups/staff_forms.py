"""What the organiser fills in: a 工号, companions as lines, a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.signups.choices import MOST_COMPANIONS, NAME_LENGTH
from unionsite.accounts.people.names import normalised_number
from unionsite.core.form_fields import PlainTextField


class NumberField(forms.CharField):
    """A 工号, however typed."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("工号"),
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
            error_messages={"required": gettext_lazy("请填写工号。")},
            **kwargs,
        )

    def clean(self, value):
        return normalised_number(super().clean(value))


class DoorForm(forms.Form):
    number = NumberField()


class AddForm(forms.Form):
    number = NumberField()
    companions = PlainTextField(
        label=gettext_lazy("随行人员"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一人：姓名，空一格写与职工的关系。没有则不填。"),
    )

    def clean_companions(self) -> list[dict[str, str]]:
        rows = []
        for line in filter(None, map(str.strip, self.cleaned_data["companions"].split("\n"))):
            name, _space, relation = line.replace("\u3000", " ").partition(" ")
            rows.append({"name": name, "relation": relation.strip()})
        if len(rows) > MOST_COMPANIONS or any(len(part) > NAME_LENGTH for row in rows for part in row.values()):
            raise forms.ValidationError(_("人太多，或者姓名太长，请核对。"))
        return rows


class ReasonForm(forms.Form):
    reason = PlainTextField(
        label=gettext_lazy("原因"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写明原因。")},
    )
