"""Forms of the account page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.activation.forms import ChosenPasswordForm
from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_phone

TOO_MANY_PASSWORDS = _("当前密码输错的次数太多，请一小时后再试。")
WRONG_PHONE = _("手机号码的格式不对，请填11位手机号，或带区号的座机号。")


class PhoneField(forms.CharField):
    """A mobile number or one with an area code, however it was typed."""

    def __init__(self, **kwargs):
        attributes = {"autocomplete": "tel", "inputmode": "tel"}
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        phone = normalised_phone(text)
        if phone is None or len(phone) > User._meta.get_field("phone").max_length:
            raise forms.ValidationError(WRONG_PHONE)
        return phone


class CurrentPasswordField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label=_("当前密码"),
            max_length=256,
            strip=False,
            error_messages={"required": _("请输入当前密码。")},
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            **kwargs,
        )


class WithCurrentPassword:
    """Asks for the present password.

    `is_password_wrong` says whether it failed, so that guesses can be counted. With `is_limited` set beforehand it is
    not even looked at: the answer would go on telling a right guess from a wrong one.
    """

    is_limited = False
    is_password_wrong = False

    def clean_current_password(self):
        if self.is_limited:
            raise forms.ValidationError(TOO_MANY_PASSWORDS)
        if not self.user.check_password(self.cleaned_data["current_password"]):
            self.is_password_wrong = True
            raise forms.ValidationError(_("当前密码不正确。"))
        return self.cleaned_data["current_password"]


class ContactForm(WithCurrentPassword, forms.Form):
    phone = PhoneField(label=_("手机"))
    email = forms.EmailField(
        label=_("邮箱"),
        required=False,
        help_text=_("改邮箱时，我们先给新邮箱发一封信，点开信里的链接才生效。"),
        error_messages={"invalid": _("邮箱的格式不对，请核对。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    current_password = CurrentPasswordField(help_text=_("为了安全，修改前请输入登录密码。"))

    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)


class OwnPasswordForm(WithCurrentPassword, ChosenPasswordForm):
    current_password = CurrentPasswordField()
    field_order = ["current_password", "new_password1", "new_password2"]

    def clean(self):
        # "Used before" would tell somebody without the present password that the new one is it.
        return super().clean() if "current_password" in self.cleaned_data else self.cleaned_data
