"""Cases by name that nobody may see: the committee names a handler, knowing only the case's number (T69)."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from interact.cases.models.case import Case
from interact.cases.people import may_be_named, may_name_for_orphans, orphans
from interact.cases.services import handover
from interact.desk.forms.fields import REASON, PersonField, to_choose_from, words_field
from interact.desk.screens.base import DeskScreen
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused


class ForCommittee(DeskScreen):
    header_icon = "user"

    def may_enter(self, user) -> bool:
        return may_name_for_orphans(user)


class OrphansView(ForCommittee, TemplateView):
    template_name = "interact/cases/orphans.html"
    page_title = gettext_lazy("没有办理人的诉求")

    def get_context_data(self, **kwargs):
        cases = orphans(self.request.user).by_urgency()
        return super().get_context_data(cases=list(cases), **kwargs)


class NameForm(forms.Form):
    user = PersonField(label=gettext_lazy("办理人"), error_messages={"required": gettext_lazy("请选择办理人。")})
    words = words_field(REASON, rows=2)

    def __init__(self, *args, case: Case, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        people = may_be_named(User.objects.all(), case.channel).exclude(pk=actor.pk)
        self.fields["user"].queryset = to_choose_from(people, case)


class NameForOrphanView(ForCommittee, FormView):
    template_name = "interact/cases/name_for_orphan.html"
    form_class = NameForm
    page_title = gettext_lazy("指定办理人")

    @cached_property
    def case(self) -> Case:
        """The case of the address. Raises Case.DoesNotExist if it is no orphan, or the user may not name for it."""
        return orphans(self.request.user).get(pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"case": self.case, "actor": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(case=self.case, **kwargs)

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            handover.propose_for_orphan(case_id=self.case.pk, actor=self.request.user, now=self.now, **data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        words = {"number": self.case.number, "name": data["user"]}
        messages.success(
            self.request, _("已提出由%(name)s办理%(number)s，须由安全管理员复核，复核通过后过两个工作日生效。") % words
        )
        return redirect("cases_admin:orphans")
