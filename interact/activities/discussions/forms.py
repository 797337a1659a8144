"""What people fill in: a post, a report; and on the desk a decision and an answer."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.activities.discussions import queries, rules
from interact.activities.discussions.choices import (
    LONGEST,
    MOST_LENGTH,
    WORDS_LENGTH,
    PostKind,
    Reason,
    ReportReason,
    Verdict,
)
from interact.activities.discussions.models import DiscussionPage
from interact.sending.abuse import GuardedForm
from unionsite.accounts.people.names import normalised
from unionsite.core.form_fields import PlainTextField, Radios
from unionsite.core.refusals import is_reason_enough

_GAPS = re.compile(r"\n\s*\n\s*\n+")


def _stopped(text: str, words) -> None:
    """Raise ValidationError with what the text checks do not let pass."""
    if found := queries.obstacles_in(text):
        raise forms.ValidationError([f"{finding.message}{words}" for finding in found])


def _text_field(longest: int) -> PlainTextField:
    return PlainTextField(
        label=gettext_lazy("内容"),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("只能写文字。请不要写他人的姓名、电话等个人信息。"),
        error_messages={"required": gettext_lazy("请写下您想说的话。")},
    )


class PostForm(GuardedForm):
    """A post in `discussion` (its original page) by `person`, who may have yet to sign in on the page itself.

    After `is_valid()`, `stamp.receipt` tells this form from others. A person whom readers know by a nickname is not
    asked for another: there is no such field then.
    """

    send_label = gettext_lazy("发送")
    nickname = PlainTextField(
        label=gettext_lazy("昵称"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "size": 16}),
        help_text=gettext_lazy("2至12个字，页面上只显示昵称。第一条发言公开后，在本话题里不再更换。"),
        error_messages={"required": gettext_lazy("请填写昵称。")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("类型"),
        choices=PostKind.choices,
        widget=Radios,
        initial=PostKind.STATEMENT,
        error_messages={"required": gettext_lazy("请选择是发言还是提问。")},
    )
    text = _text_field(LONGEST)

    def __init__(self, *args, discussion: DiscussionPage, person, **kwargs):
        self.discussion, self.person = discussion, person
        channel = f"discussion:{discussion.translation_key}"
        # Nobody is asked for letters in a picture: whoever writes here signs in.
        super().__init__(*args, channel=channel, is_signed_in=True, **kwargs)
        self.fields["text"] = _text_field(discussion.longest)
        if not discussion.takes_questions:
            del self.fields["kind"]
        self.known_as = queries.fixed_nickname(discussion, person)
        if self.known_as:
            del self.fields["nickname"]
        elif not self.is_bound:
            self.fields["nickname"].initial = queries.nickname_to_offer(discussion, person)

    def clean_nickname(self) -> str:
        name = normalised(self.cleaned_data["nickname"])
        if fault := queries.nickname_fault(self.discussion, self.person, name):
            raise forms.ValidationError(fault.label)
        _stopped(name, _("，请换一个昵称。"))
        if self.person.is_authenticated and queries.is_nickname_taken(self.discussion, name, self.person):
            raise forms.ValidationError(_("这个昵称已经有人用了，或者是同事的姓名，请换一个。"))
        return name

    def clean_text(self) -> str:
        text = _GAPS.sub("\n\n", self.cleaned_data["text"])
        if not is_reason_enough(text):
            raise forms.ValidationError(_("请写下您想说的话，至少两个字。"))
        _stopped(text, _("。请删去或改写后再发。"))
        return text


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("举报的原因"),
        choices=ReportReason.choices,
        widget=Radios,
        error_messages={"required": gettext_lazy("请选择举报的原因。")},
    )


class DecisionForm(forms.Form):
    """What a moderator decides about one post, among the verdicts that it allows."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("处理"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选择怎样处理。")},
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("原因"),
        required=False,
        choices=[("", gettext_lazy("请选择")), *Reason.choices],
        help_text=gettext_lazy("不公开或撤下时必选，发言人会看到。"),
    )
    words = PlainTextField(
        label=gettext_lazy("补充说明"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("发言人会看到，请写得客气、具体。"),
    )

    def __init__(self, *args, possible: tuple[Verdict, ...], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = [(verdict.value, verdict.label) for verdict in possible]
        if len(possible) == 1:
            self.fields["verdict"].initial = possible[0].value

    def clean(self):
        data = super().clean()
        if rules.needs_reason(data.get("verdict", "")):
            if not data.get("reason"):
                self.add_error("reason", _("请选择原因，发言人会看到。"))
            elif data["reason"] == Reason.OTHER and not is_reason_enough(data.get("words", ""), 4):
                self.add_error("words", _("请写明原因，至少四个字，发言人会看到。"))
        return data


class AnswerForm(forms.Form):
    text = PlainTextField(
        label=gettext_lazy("答复"),
        max_length=MOST_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "另一位担任其他职务的人复核后公开在提问下面，署主持人的姓名和职务；不是主持人写的，注明由谁代录。"
            "已公开的答复，清空后提交表示撤回。"
        ),
        error_messages={"required": gettext_lazy("请写下答复。")},
    )

    def clean_text(self) -> str:
        _stopped(self.cleaned_data["text"], _("。请删去或改写。"))
        return self.cleaned_data["text"]
