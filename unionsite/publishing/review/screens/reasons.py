"""What screens share on which somebody stops a page, and says why."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.models import Page

from unionsite.core.refusals import Refused, is_reason_enough
from unionsite.core.screens import Screen


class ReasonForm(forms.Form):
    """`label`, `help_text` and `missing` are the words of the screen."""

    def __init__(self, *args, label, help_text, missing, **kwargs):
        super().__init__(*args, **kwargs)
        self.missing = missing
        self.fields["reason"] = forms.CharField(
            label=label,
            max_length=500,
            widget=forms.Textarea({"rows": 4}),
            help_text=help_text,
            error_messages={"required": missing},
        )

    def clean_reason(self):
        if not is_reason_enough(self.cleaned_data["reason"]):
            raise forms.ValidationError(self.missing)
        return self.cleaned_data["reason"]


class ReasonView(Screen, FormView):
    """Sets `page` in `dispatch`; `stop` does it, or raises Refused, and gives the words for it."""

    form_class = ReasonForm
    template_name = "publishing/desk/reason.html"
    header_icon = "warning"
    page: Page
    label = help_text = missing = button = ""

    def get_form_kwargs(self):
        words = {"label": self.label, "help_text": self.help_text, "missing": self.missing}
        return super().get_form_kwargs() | words

    def get_own_label(self):
        return _("：").join((str(self.page_title), self.page.title))

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"page": self.page, "button": self.button, "back": self.back()} | kwargs)

    def back(self) -> str:
        return self.page.url or "/"

    def stop(self, reason: str) -> str:
        raise NotImplementedError

    def form_valid(self, form):
        try:
            words = self.stop(form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, words)
        return redirect(self.get_success_url())
