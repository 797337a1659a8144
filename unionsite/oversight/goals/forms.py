"""What the owner of a task fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.core.form_fields import PlainTextField


class ProgressForm(forms.Form):
    percent = forms.IntegerField(
        label=_("进度（%）"), min_value=0, max_value=100, help_text=_("0至100；100表示已完成。")
    )
    words = PlainTextField(
        label=_("进展"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("做了什么，还差什么，有什么困难。"),
    )
