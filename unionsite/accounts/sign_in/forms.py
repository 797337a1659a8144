"""Forms of signing in: password, code, ticket, passkey; every error is the same neutral message (T29)."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import SetPasswordForm, UsernameField
from django.utils.translation import gettext_lazy as _

from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_code, normalised_number
from unionsite.accounts.second_factor.services import note_wrong_password
from unionsite.accounts.second_factor.throttles import OWN_PASSWORD_FAILURES, PasswordTries
from unionsite.core.form_fields import OF_A_CODE

WRONG_PASSWORD = _("账号或密码不正确，请重新输入。注意区分大小写。")
WRONG_CODE = _("验证码不正确或已经用过，请等手机上出现新的验证码后再试。")
WRONG_BACKUP_CODE = _("恢复码不正确或已经用过，请核对后再试。")
WRONG_TICKET = _("绑定凭证不正确或已经失效，请核对，或向管理员重新领取。")


def _name_field() -> UsernameField:
    return UsernameField(
        label=_("账号"),
        max_length=150,
        error_messages={"required": _("请输入账号。")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocapitalize": "none", "autocomplete": "username"}),
    )


class PasswordForm(forms.Form):
    """User name (or 工号) and password; validation sets `user`, or `seconds_to_wait` after too many errors."""

    username = _name_field()
    password = forms.CharField(
        label=_("密码"),
        max_length=256,
        strip=False,
        error_messages={"required": _("请输入密码。")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        self.request = request
        self.user: User | None = None
        self.seconds_to_wait = 0
        super().__init__(*args, **kwargs)

    def clean(self):
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not username or not password:
            return self.cleaned_data
        username, user_id = self._whose(username)
        tries = PasswordTries(self.request, username, user_id)
        self.seconds_to_wait = tries.seconds_to_wait()
        if self.seconds_to_wait:
            raise forms.ValidationError(WRONG_PASSWORD)
        self.user = authenticate(self.request, username=username, password=password)
        if self.user is None:
            note_wrong_password(username, user_id, failures=tries.count_wrong())
            raise forms.ValidationError(WRONG_PASSWORD)
        return self.cleaned_data

    @staticmethod
    def _whose(typed: str) -> tuple[str, int | None]:
        """Return (user name, primary key) of the account meant: an exact user name wins, else user name or 工号.

        One query whether or not the account exists, and one spelling for unknown names: if a1 and A1 were counted apart
        only for those, the lock would tell which names exist (T29).
        """
        typed = typed.strip()
        found = dict(User.objects.named(typed).order_by("pk").values_list("username", "pk"))
        if typed in found:
            return typed, found[typed]
        return next(iter(found.items()), (normalised_number(typed), None))


def _code_field(label, required, **attributes) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=64,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autofocus": True, **attributes}),
    )


class CodeForm(forms.Form):
    """A code of six digits from the app."""

    code = _code_field(
        _("验证码"), _("请输入验证码。"), inputmode="numeric", autocomplete="one-time-code", autocapitalize="none"
    )

    def clean_code(self):
        return normalised_code(self.cleaned_data["code"])


class BackupCodeForm(CodeForm):
    code = _code_field(_("备用恢复码"), _("请输入备用恢复码。"), **OF_A_CODE)


class TicketForm(CodeForm):
    code = _code_field(_("绑定凭证"), _("请输入绑定凭证。"), **OF_A_CODE)


class OwnTicketForm(TicketForm):
    """A ticket with the name it was issued to, from a browser that nobody knows yet."""

    username = _name_field()
    field_order = ["username", "code"]


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
    """Asks for the current password. `is_limited` tells that it was not even checked after too many wrong ones: the
    answer would still tell a right guess from a wrong one."""

    is_limited = False

    def clean_current_password(self):
        self.is_limited = not OWN_PASSWORD_FAILURES.take(self.user.pk)
        if self.is_limited:
            raise forms.ValidationError(_("当前密码输错的次数太多，请一小时后再试。"))
        if not self.user.check_password(self.cleaned_data["current_password"]):
            raise forms.ValidationError(_("当前密码不正确。"))
        OWN_PASSWORD_FAILURES.give_back(self.user.pk)
        return self.cleaned_data["current_password"]


class NewPasswordForm(WithCurrentPassword, SetPasswordForm):
    """A new password of one's own, together with the current one."""

    current_password = CurrentPasswordField()
    field_order = ["current_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["current_password"].widget.attrs["autofocus"] = True
        self.fields["new_password1"].help_text = ""  # the rules stand above the form


# --- Passkeys ---

WRONG_PASSKEY = _("通行密钥没有通过验证，请再试一次，或改用验证码。")
NOT_BOUND = _("没有添加成功，请再试一次。这个设备上已有您的通行密钥的，不用再添加。")
NO_ANSWER = _("通行密钥没有作答。请允许浏览器运行本站的脚本，或改用验证码。")
ANSWER_LENGTH = 20_000


class AnswerForm(forms.Form):
    """A passkey's answer, filled in by `passkey.js`: JSON as the browser gave it."""

    answer = forms.CharField(max_length=ANSWER_LENGTH, required=False, widget=forms.HiddenInput)

    def clean(self):
        if not self.cleaned_data.get("answer"):
            raise forms.ValidationError(NO_ANSWER)
        return self.cleaned_data


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("名称"),
        max_length=30,
        help_text=_("写明是哪个设备，例如“办公室电脑”“我的手机”。"),
        error_messages={"required": _("请填写名称。"), "max_length": _("名称最多30个字。")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )


class BindForm(NameForm, AnswerForm):
    def clean(self):
        # Without a name the browser has not been asked for an answer yet.
        return super().clean() if "name" in self.cleaned_data else self.cleaned_data
