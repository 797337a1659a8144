"""Forms that a reviewer fills in with a decision; the desk and Wagtail's dialog use them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from unionsite.core.refusals import is_reason_enough
from unionsite.publishing.choices import Decision, Stage


class DecisionForm(forms.Form):
    """The fields of every decision; `revision` is the version that the reviewer saw: no other is decided on (T48)."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=_("审核意见"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("通过时可以不填；退回时请写明哪里需要改、怎样改，一行写一处，作者会逐条办理。"),
    )


class FirstApprovalForm(DecisionForm):
    secrecy_checked = forms.BooleanField(
        label=_("保密审查：我已核对，稿件不含国家秘密、商业秘密和不宜公开的个人信息。"),
        error_messages={"required": _("通过初审之前，请先作保密审查，并在这里勾选。")},
    )


class RejectionForm(DecisionForm):
    def clean_comment(self):
        text = self.cleaned_data["comment"]
        if not is_reason_enough(text):
            raise forms.ValidationError(_("请写明退回的理由，作者才知道怎样修改。"))
        return text


def form_for(stage: str, decision: str) -> type[DecisionForm]:
    if decision == Decision.REJECT:
        return RejectionForm
    return FirstApprovalForm if stage == Stage.FIRST else DecisionForm
