"""One card: its lines with evidence, amendments and objections, and the forms of what may be done with it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.accounts.models import Department
from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen, Screen
from unionsite.oversight.scores import queries, rules, services
from unionsite.oversight.scores.cards import Card
from unionsite.oversight.scores.choices import HANDLE, OBJECTION_DAYS
from unionsite.oversight.scores.forms import AmendForm, AnswerForm, LineForm, ObjectForm
from unionsite.oversight.scores.models import HandLine, Objection, ScoreCard, ScorePeriod
from unionsite.oversight.scores.screens.periods import ICON, INDEX, TITLE, SeenMixin, tags_of


class CardMixin(SeenMixin):
    """What belongs to one card; the department 0 stands for the whole site. Raises PermissionDenied for others."""

    def may_enter(self, user) -> bool:
        return queries.may_see(user, self.department_id)

    @property
    def department_id(self) -> int | None:
        return self.kwargs["department_id"] or None

    @cached_property
    def period(self) -> ScorePeriod:
        return get_object_or_404(ScorePeriod, pk=self.kwargs["period_id"])

    @cached_property
    def department(self) -> Department | None:
        return get_object_or_404(Department, pk=self.department_id) if self.department_id else None

    @property
    def address(self) -> str:
        return reverse("scores_admin:card", args=[self.period.pk, self.department_id or 0])

    @property
    def name(self) -> str:
        return str(self.department or _("全站"))

    def get_above(self):
        return [(reverse(INDEX), TITLE), (reverse("scores_admin:period", args=[self.period.pk]), str(self.period))]


class CardView(CardMixin, Screen, TemplateView):
    """One card. POST with `line` takes back what was entered by hand."""

    template_name = "oversight/scores/card.html"
    header_icon = ICON

    def get_page_title(self):
        return self.name

    @cached_property
    def card(self) -> Card:
        cards = queries.cards_of(self.period, timezone.localdate())
        found = next((card for card in cards if card.department == self.department_id), None)
        if found is None:
            raise Http404
        return found

    def post(self, request, *args, **kwargs):
        if not request.user.has_perm(HANDLE):
            raise PermissionDenied
        wanted = request.POST.get("line", "")
        key = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 19 else 0
        line = get_object_or_404(HandLine, pk=key, period=self.period, department=self.department_id)
        try:
            services.remove_line(line=line, actor=request.user)
            messages.success(request, _("已撤销这条登记。"))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(self.address)

    def get_context_data(self, **kwargs):
        user, period, today = self.request.user, self.period, timezone.localdate()
        handles = user.has_perm(HANDLE)
        is_own = self.department_id is not None and user.department_id == self.department_id
        return super().get_context_data(**kwargs) | {
            "period": period,
            "tags": tags_of(period),
            "card": self.card,
            "evidence": queries.evidence_for(user, self.card),
            "objections": queries.objections_of(period, self.department_id),
            "may_enter_lines": handles and not period.frozen_at,
            "may_amend": handles and period.frozen_at is not None,
            "may_object": is_own and rules.may_object(period.frozen_on, today),
            "may_answer": handles,
            "objection_days": OBJECTION_DAYS,
        }


class CardForm(CardMixin, FormScreen):
    """A form below a card, whose service may refuse; for who handles the scores unless a subclass says otherwise."""

    header_icon = ICON
    done = gettext_lazy("已保存。")

    def may_enter(self, user) -> bool:
        return user.has_perm(HANDLE)

    def get_above(self):
        return [*super().get_above(), (self.address, self.name)]

    def form_valid(self, form):
        try:
            self.carry_out(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.address)

    def carry_out(self, data) -> None:
        raise NotImplementedError


class LineView(CardForm):
    form_class = LineForm
    page_title = gettext_lazy("人工登记")
    done = gettext_lazy("已登记。")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"department": self.department}

    def carry_out(self, data):
        services.enter_line(period=self.period, department=self.department, actor=self.request.user, **data)


class AmendView(CardForm):
    form_class = AmendForm
    page_title = gettext_lazy("更正")
    done = gettext_lazy("已更正。")

    def carry_out(self, data):
        card = get_object_or_404(ScoreCard, period=self.period, department=self.department)
        services.amend(card=card, actor=self.request.user, **data)


class ObjectView(CardForm):
    form_class = ObjectForm
    page_title = gettext_lazy("提出异议")
    submit_button_label = gettext_lazy("提交")
    done = gettext_lazy("异议已提交，小组核查后会答复。")

    def may_enter(self, user) -> bool:
        return queries.may_enter(user) and self.department_id is not None and user.department_id == self.department_id

    def carry_out(self, data):
        services.object_to(period=self.period, department=self.department, actor=self.request.user, **data)


class AnswerView(CardForm):
    form_class = AnswerForm
    page_title = gettext_lazy("答复异议")
    submit_button_label = gettext_lazy("答复")
    done = gettext_lazy("已答复。")

    def carry_out(self, data):
        found = Objection.objects.filter(period=self.period, department=self.department)
        objection = get_object_or_404(found, pk=self.kwargs["objection_id"])
        services.answer(objection=objection, actor=self.request.user, **data)
