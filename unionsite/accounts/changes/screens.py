"""待复核事项: the screens of changes that take two people, for proposers and for second persons."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.accounts.changes import services
from unionsite.accounts.changes.choices import OPEN, REASON_LENGTH, Office, State
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import (
    approvers_of,
    changes_shown_to,
    may_open_changes,
    offices_of,
    sees_change,
    why_not_approve,
)
from unionsite.accounts.changes.rules import open_offices
from unionsite.core.refusals import Refused
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.core.waiting import Work


def waits_for(user, change: PendingChange, offices) -> bool:
    """Whether the change waits for this person's second look; without a query, because the list has many."""
    could = change.state == State.PROPOSED and user.pk not in (change.proposer_id, change.subject_id)
    return could and bool(open_offices(change) & offices)


class ChangesMixin(RightRequiredMixin, Screen):
    header_icon = "lock-open"

    def may_enter(self, user) -> bool:
        return may_open_changes(user)


class ChangesView(ChangesMixin, TemplateView):
    template_name = "accounts/changes/index.html"
    page_title = gettext_lazy("待复核事项")
    index_url_name = "changes_admin:index"
    menu_right = staticmethod(may_open_changes)

    def get_context_data(self, **kwargs):
        user = self.request.user
        offices = offices_of(user)
        rows = changes_shown_to(user)
        mine = [change for change in rows if waits_for(user, change, offices)]
        return super().get_context_data(
            mine=sorted(mine, key=lambda change: not change.definition.is_live),
            open_rows=[change for change in rows if change.state in OPEN and change not in mine],
            ended=[change for change in rows if change.state not in OPEN],
            **kwargs,
        )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("不同意的理由"),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.TextInput(),
    )


class ChangeView(ChangesMixin, TemplateView):
    """One change, behind a fresh code (`guard.STEP_UP`); 404 for people from whom its kind hides it."""

    template_name = "accounts/changes/change.html"
    http_method_names = ["get", "head", "post", "options"]

    def may_enter(self, user) -> bool:
        return super().may_enter(user) or (user.is_active and self.change.proposer_id == user.pk)

    @cached_property
    def change(self) -> PendingChange:
        rows = PendingChange.objects.select_related("subject__department", "proposer", "approver")
        change = rows.filter(pk=self.kwargs["pk"]).first()
        if change is None or change.definition is None or not sees_change(change, self.request.user):
            raise Http404
        return change

    def get_page_title(self):
        return str(self.change.label)

    def get_context_data(self, **kwargs):
        change, user = self.change, self.request.user
        context = {
            "change": change,
            "lines": change.definition.lines(change),
            "why_not": why_not_approve(change, user, timezone.localdate()),
            "approvers": approvers_of(change) if change.state == State.PROPOSED else [],
            "offices": [Office(office).label for office in sorted(open_offices(change))],
            "may_withdraw": change.state in OPEN and user.pk in (change.proposer_id, change.approver_id),
            "is_open": change.state == State.PROPOSED,
            "form": AnswerForm(),
        }
        if context["is_open"]:
            context |= {"details": change.definition.details(change), "basis": change.definition.basis(change)}
        return super().get_context_data(**context | kwargs)

    def post(self, request, pk):
        action = {"approve": self.approve, "refuse": self.refuse, "withdraw": self.withdraw}.get(
            request.POST.get("action", "")
        )
        try:
            return action() if action else redirect("changes_admin:change", self.change.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("changes_admin:change", self.change.pk)

    def approve(self):
        seen, actor = self.request.POST.get("seen", ""), self.request.user
        change, code = services.approve(change_id=self.change.pk, actor=actor, seen=seen, now=timezone.now())
        if code:
            # Shown only once, to the second person: the proposer knows the password and must not have the ticket too.
            self.__dict__.pop("change", None)
            return self.render_to_response(self.get_context_data(ticket=code))
        if change.state == State.WAITING:
            day = timezone.localdate(change.effective_at)
            text = _("已复核，%(day)s生效。在那以前可以撤回，有关的人也可以提出异议。") % {"day": day}
        else:
            text = _("已复核，已经生效，并已告知有关的人。")
        messages.success(self.request, text)
        return redirect("changes_admin:index")

    def refuse(self):
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            services.refuse(change_id=self.change.pk, actor=self.request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("answer", str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, _("已记下您不同意，这一项不会生效。"))
        return redirect("changes_admin:index")

    def withdraw(self):
        services.withdraw(change_id=self.change.pk, actor=self.request.user, now=timezone.now())
        messages.success(self.request, _("已撤回。"))
        return redirect("changes_admin:index" if may_open_changes(self.request.user) else "wagtailadmin_home")


def offer_work(user, now):
    """Offer each change that waits for this person's second look."""
    if not may_open_changes(user):
        return
    offices = offices_of(user)
    for change in changes_shown_to(user, is_proposed=True):
        if not waits_for(user, change, offices):
            continue
        address = reverse("changes_admin:change", args=[change.pk])
        words = _("复核：%(label)s（%(name)s提出）") % {"label": change.label, "name": change.proposer_label}
        yield Work(words, _("去复核"), address)
