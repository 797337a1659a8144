"""Forms of passkeys: what a browser answers, and what the owner calls them."""

from django import forms
from django.utils.translation import gettext_lazy as _

WRONG_PASSKEY = _("通行密钥没有通过验证，请再试一次，或改用验证码。")
NOT_BOUND = _("没有添加成功，请再试一次。这个设备上已有您的通行密钥的，不用再添加。")
NO_ANSWER = _("通行密钥没有作答。请允许浏览器运行本站的脚本，或改用验证码。")
ANSWER_LENGTH = 20_000


class AnswerForm(forms.Form):
    """Filled in by `passkey.js`; JSON as the browser gave it."""

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
        # Without a name the browser was not asked yet.
        return super().clean() if "name" in self.cleaned_data else self.cleaned_data
