"""我的标记: the word by which a handler tells a report from others in the queue."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from interact.cases import rules
from interact.cases.choices import OWN_WORD_LENGTH
from interact.cases.models.case import Case
from interact.cases.services import access, own_word
from interact.desk import queries
from interact.desk.screens.base import OneCaseMixin
from unionsite.accounts.models import User
from unionsite.core.form_fields import PlainTextField
from unionsite.core.sealing import SealingError


class WordForm(forms.Form):
    word = PlainTextField(
        label=gettext_lazy("我的标记"),
        max_length=OWN_WORD_LENGTH,
        required=False,
        help_text=gettext_lazy("在列表里用来区分各件，例如“仓库”。只有您看得到，与内容一样加密保存。请不要写姓名。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": OWN_WORD_LENGTH}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_own_%s", **kwargs)


def word_form(case: Case, user: User) -> WordForm | None:
    """For the handlers of a report by name; other lists show the subject anyway."""
    if not rules.is_secret(case.channel) or case.is_destroyed:
        return None
    try:
        word = own_word.own_word(case, user)
    except SealingError:
        return None
    return None if word is None else WordForm(initial={"word": word})


class WordView(OneCaseMixin, View):
    http_method_names = ["get", "post"]

    def get(self, request, pk):
        # Reloaded, or led back here after signing in.
        return redirect("cases_admin:case", pk)

    def post(self, request, pk):
        case = access.find(case_id=pk, actor=request.user)
        form = WordForm(request.POST)
        if not form.is_valid():
            messages.error(request, "".join(form.errors["word"]))
            return redirect("cases_admin:case", pk)
        try:
            own_word.set_own_word(case_id=pk, actor=request.user, word=form.cleaned_data["word"])
        except SealingError:
            messages.error(request, queries.unreadable(case))
        else:
            messages.success(request, _("标记已保存。"))
        return redirect("cases_admin:case", pk)
