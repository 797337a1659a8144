"""One card: its lines with evidence and its objections, and the forms of what may be done with it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.accounts.models import Department
from unionsite.core.request_values import record_number
from unionsite.core.screens import FormScreen, Screen, telling
from unionsite.oversight.scores import queries, rules, services
from unionsite.oversight.scores.choices import HANDLE, OBJECTION_DAYS
from unionsite.oversight.scores.forms import AnswerForm, LineForm, ObjectForm
from unionsite.oversight.scores.models import HandLine
from unionsite.oversight.scores.screens.periods import PeriodMixin, only_handlers, tags_of


class CardMixin(PeriodMixin):
    """What belongs to one card; the department 0 stands for the whole site. Raises PermissionDenied for others."""

    def may_enter(self, user) -> bool:
        return queries.may_see(user, self.department_id)

    @property
    def department_id(self) -> int | None:
        return self.kwargs["department_id"] or None

    @cached_property
    def department(self) -> Department | None:
        return get_object_or_404(Department, pk=self.department_id) if self.department_id else None

    @property
    def name(self) -> str:
        return str(self.department or _("全站"))


class CardView(CardMixin, Screen, TemplateView):
    """One card. POST with `line` takes back what was entered by hand."""

    template_name = "oversight/scores/card.html"

    def get_page_title(self):
        return self.name

    def post(self, request, *args, **kwargs):
        only_handlers(request.user)
        key = record_number(request.POST.get("line"))
        line = get_object_or_404(HandLine, pk=key, period=self.period, department=self.department_id)
        with telling(request, _("已撤销这条登记。")):
            services.remove_line(line=line, actor=request.user)
        return redirect(request.path)

    def get_context_data(self, **kwargs):
        user, period, today = self.request.user, self.period, timezone.localdate()
        handles = user.has_perm(HANDLE)
        card = next((card for card in queries.cards_of(period, today) if card.department == self.department_id), None)
        if card is None:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "period": period,
            "tags": tags_of(period),
            "card": card,
            "evidence": queries.evidence_for(user, card),
            "objections": queries.objections_of(period, self.department_id),
            "may_enter_lines": handles and not period.frozen_at,
            "may_object": queries.is_own(user, self.department_id) and rules.may_object(period.frozen_on, today),
            "may_answer": handles,
            "objection_days": OBJECTION_DAYS,
        }


class CardForm(CardMixin, FormScreen):
    """A form below a card, for who handles the scores unless it says otherwise."""

    def may_enter(self, user) -> bool:
        return user.has_perm(HANDLE)


class LineView(CardForm):
    form_class = LineForm
    page_title = gettext_lazy("人工登记")
    done = gettext_lazy("已登记。")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"department": self.department}

    def carry_out(self, form):
        sent = {"actor": self.request.user, **form.cleaned_data}
        services.enter_line(period=self.period, department=self.department, **sent)


class ObjectView(CardForm):
    form_class = ObjectForm
    page_title = gettext_lazy("提出异议")
    submit_button_label = gettext_lazy("提交")
    done = gettext_lazy("异议已提交，小组核查后会答复。")

    def may_enter(self, user) -> bool:
        return queries.is_own(user, self.department_id)

    def carry_out(self, form):
        sent = {"actor": self.request.user, **form.cleaned_data}
        services.object_to(period=self.period, department=self.department, **sent)


class AnswerView(CardForm):
    form_class = AnswerForm
    page_title = gettext_lazy("答复异议")
    submit_button_label = gettext_lazy("答复")
    done = gettext_lazy("已答复。")

    def carry_out(self, form):
        sent = {"actor": self.request.user, **form.cleaned_data}
        found = self.period.objections.filter(department=self.department)
        services.answer(objection=get_object_or_404(found, pk=self.kwargs["objection_id"]), **sent)
