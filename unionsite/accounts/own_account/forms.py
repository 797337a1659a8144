"""Forms of the account page: contact data and password."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.employees.forms import PhoneField

TOO_MANY_PASSWORDS = _("当前密码输错的次数太多，请一小时后再试。")
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
    """Asks for the current password.

    `is_password_wrong` tells afterwards whether it was wrong, so that guesses can be counted. With `is_limited` set
    before, it is not even checked: otherwise the answer would still tell a right guess from a wrong one.
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
        # Without the current password no message "used before": it would tell a guesser that the new one is the current
        # one.
        return super().clean() if "current_password" in self.cleaned_data else self.cleaned_data
