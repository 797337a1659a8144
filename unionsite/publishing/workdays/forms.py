"""The form into which a table of days is pasted."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.publishing.workdays.reading import MOST_CHARACTERS, read_table


class PasteForm(forms.Form):
    """`cleaned_data["table"]` are the entries. `seen` is there once somebody has looked at the plan."""

    table = forms.CharField(
        label=_("放假和调休上班的日期"),
        # A little more than is read, so that a paste that is too long gets the message of `read_table`.
        max_length=MOST_CHARACTERS * 2,
        widget=forms.Textarea(
            attrs={"rows": 16, "spellcheck": "false", "placeholder": "2027-01-01,休,元旦\n2027-01-03,班,元旦"}
        ),
        help_text=_("每行一天：日期,安排,名称,依据网址；后两项可以不写。安排写“休”或“班”。可以直接从电子表格粘贴。"),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_table(self):
        return read_table(self.cleaned_data["table"])
