"""Forms of the account page: contact data and password."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.employees.forms import PhoneField
from unionsite.accounts.sign_in.forms import CurrentPasswordField, WithCurrentPassword

PASSWORD_LENGTH = 256


class ChosenPasswordForm(SetPasswordForm):
    """A new password, typed twice; Django's validators judge it for this person (T30)."""

    error_messages = {"password_mismatch": _("两次输入的密码不一样，请重新输入。")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = _("新密码"), _("再输一次新密码")
        # The rules stand above the fields, in words.
        first.help_text = second.help_text = ""
        first.error_messages["required"] = _("请输入新密码。")
        second.error_messages["required"] = _("请再输一次新密码。")
        for field in (first, second):
            # No longer than the sign-in form accepts.
            field.validators.append(MaxLengthValidator(PASSWORD_LENGTH))
            field.widget.attrs |= {"autocomplete": "new-password", "maxlength": str(PASSWORD_LENGTH)}


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
        # Without the current password no message "used before": it would tell a guesser that the new one is the current
        # one.
        return super().clean() if "current_password" in self.cleaned_data else self.cleaned_data
