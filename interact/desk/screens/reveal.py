"""查看举报人身份: behind a fresh code (`guard.STEP_UP`), with a reason, each time on record (T68)."""

from __future__ import annotations

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from interact.cases import rules
from interact.cases.choices import Step
from interact.cases.services import access
from interact.cases.wording import contact_rows
from interact.desk import queries
from interact.desk.forms.fields import words_field
from interact.desk.screens.base import OneCaseScreen
from unionsite.core.refusals import Refused
from unionsite.core.sealing import SealingError


class ReasonForm(forms.Form):
    words = words_field(
        gettext_lazy("查看的理由"),
        rows=3,
        help_text=gettext_lazy("例如：须当面核实举报的情况。查看记入审计日志，理由加密记入办理记录。"),
    )

    def clean_words(self):
        words = self.cleaned_data["words"]
        if not rules.is_reason_enough(words):
            raise forms.ValidationError(_("请写得具体一些，至少%(number)d个字。") % {"number": rules.REASON_LENGTH})
        return words


class RevealView(OneCaseScreen, FormView):
    """The identity stands in the answer to the form and nowhere else: not in a session, not behind an address."""

    template_name = "interact/cases/reveal.html"
    form_class = ReasonForm
    page_title = gettext_lazy("查看举报人身份")
    header_icon = "view"

    def get(self, request, *args, **kwargs):
        if Step.REVEAL not in queries.allowed_steps(self.case, request.user) or self.case.is_anonymous:
            return redirect("cases_admin:case", self.case.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.case  # noqa: B018  (who may not see it gets 404 before the form is judged)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        words = form.cleaned_data["words"]
        try:
            contact = access.reveal(case_id=self.case.pk, actor=self.request.user, words=words, now=self.now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except SealingError:
            form.add_error(None, queries.unreadable(self.case))
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, contact=contact_rows(contact)))
