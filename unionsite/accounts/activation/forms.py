"""Forms by which employees get a password: activation, and asking for a link when it is lost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.people.names import normalised_code, normalised_number

# One text for every reason: it must not tell who works here or whose account is open (T29).
WRONG_PAIR = _("工号和激活码不匹配，或者激活码已经用过、过期。请核对后重新输入；仍不行，请向工会办公室领取新的激活码。")


class ActivationForm(forms.Form):
    number = forms.CharField(
        label=_("工号"),
        max_length=60,
        error_messages={"required": _("请填写工号。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=_("激活码"),
        help_text=_("在工会发的激活条或邮件上，如ABCD-EFGH-JKMN-PQRS。横线、空格和大小写不影响。"),
        max_length=80,
        error_messages={"required": _("请填写激活码。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_number(self):
        return normalised_number(self.cleaned_data["number"])

    def clean_code(self):
        return normalised_code(self.cleaned_data["code"])


class ResetRequestForm(forms.Form):
    login = forms.CharField(
        label=_("工号或用户名"),
        max_length=150,
        error_messages={"required": _("请填写工号或用户名。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("邮箱"),
        help_text=_("您留在本站的邮箱。"),
        error_messages={"required": _("请填写邮箱。"), "invalid": _("邮箱的格式不对，请核对。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
