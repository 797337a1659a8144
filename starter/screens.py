"""The staff's screens of the package: its list, laying it, sending it in, and reviewing it in one sitting."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.permissions import page_permission_policy

from starter import queries, services
from starter.pages import LABELS, known_values
from starter.services import Outcome
from starter.texts import common_gaps
from unionsite.core.request_values import record_number
from unionsite.core.screens import FormScreen, RightRequiredMixin, Screen
from unionsite.core.waiting import Work
from unionsite.publishing.choices import Stage
from unionsite.publishing.review import worklist

NAMED = 5
GAP_LENGTH = 80


def may_write(user) -> bool:
    return page_permission_policy.user_has_any_permission(user, {"add"})


def may_see(user) -> bool:
    return may_write(user) or bool(worklist.own_stages(user))


def say(request, outcome: Outcome, done: str, **values) -> None:
    """Tell on the next screen how many were done, and which were left for which reason."""
    if outcome.done:
        messages.success(request, done % {"number": len(outcome.done), **values})
    by_reason = defaultdict(list)
    for title, reason in outcome.left:
        by_reason[reason].append(title)
    for reason, titles in by_reason.items():
        named = _("、").join(f"《{title}》" for title in titles[:NAMED])
        more = _("等%(number)d篇") % {"number": len(titles)} if len(titles) > NAMED else ""
        messages.warning(request, _("%(titles)s：%(reason)s。") % {"titles": named + more, "reason": reason})
    if not outcome.done and not outcome.left:
        messages.info(request, _("没有可以办理的范文。"))


class PackageView(RightRequiredMixin, Screen, TemplateView):
    """All texts of the package with how far each has come; from here they are laid, sent in and reviewed."""

    template_name = "starter/index.html"
    page_title = gettext_lazy("范文")
    header_icon = "doc-full-inverse"
    index_url_name = "starter:index"
    menu_right = staticmethod(may_see)

    # What the texts lack that were not sent in just now, by their titles.
    lacking: dict[str, str] = {}

    def may_enter(self, user) -> bool:
        return may_see(user)

    def post(self, request):
        """Send in what is filled; the list then says beside each other draft what it lacks."""
        outcome = services.send_in(user=request.user) if may_write(request.user) else Outcome()
        self.lacking = dict(outcome.left)
        if outcome.done:
            messages.success(request, _("已提交%(number)d篇，等候初审。") % {"number": len(outcome.done)})
        if outcome.left:
            words = _("%(number)d篇没有提交，缺什么写在各篇下面。")
            messages.warning(request, words % {"number": len(outcome.left)})
        return self.get(request)

    def get_context_data(self, **kwargs):
        parts = queries.parts_of_package()
        for part in parts:
            for row in part.rows:
                row.lacks = self.lacking.get(str(row.found), "")
        rows = [row for part in parts for row in part.rows]
        return super().get_context_data(
            parts=parts,
            total=len(rows),
            missing=sum(row.found is None for row in rows),
            checked_on=min(row.text.checked_on for row in rows),
            changed=sum(row.law_changed for row in rows),
            may_write=may_write(self.request.user),
            stages=worklist.own_stages(self.request.user),
            **kwargs,
        )


class LayForm(forms.Form):
    """Which parts are laid, and what stands in the gaps of more than one text; what stays empty stays a gap."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("载入哪些"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选一类。")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        texts, known = queries.texts_here(), known_values()
        here = list(dict.fromkeys(text.part for text in texts))
        self.fields["parts"].choices = [(part, LABELS[part]) for part in LABELS if part in here]
        self.fields["parts"].initial = here
        for gap in common_gaps(texts):
            self.fields[f"gap_{gap}"] = forms.CharField(
                label=gap, required=False, max_length=GAP_LENGTH, initial=known.get(gap, "")
            )

    @property
    def known(self) -> dict[str, str]:
        typed = {name.removeprefix("gap_"): value for name, value in self.cleaned_data.items() if name != "parts"}
        return known_values() | typed


class LayView(FormScreen):
    page_title = gettext_lazy("载入范文")
    header_icon = "download"
    template_name = "starter/lay.html"
    form_class = LayForm
    submit_button_label = gettext_lazy("载入为草稿")

    def may_enter(self, user) -> bool:
        return may_write(user)

    def form_valid(self, form):
        outcome = services.lay(user=self.request.user, parts=form.cleaned_data["parts"], known=form.known)
        say(self.request, outcome, _("已载入%(number)d篇，都是您的草稿。请逐篇核对，补上〔〕里的内容，再提交审核。"))
        return redirect("starter:index")


class OfStage:
    """For a stage at which this person decides."""

    def dispatch(self, request, *args, **kwargs):
        if self.task is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def task(self):
        own = worklist.own_stages(self.request.user)
        return next((task for task in own if task.stage == self.kwargs["stage"]), None)


class ReviewTogetherView(OfStage, Screen, TemplateView):
    """The pieces of the package that wait at a stage, each beside its original, with one signature for all that were
    looked at; each can be opened and handled by itself."""

    template_name = "starter/review.html"
    header_icon = "clipboard-list"
    page_title = gettext_lazy("一并审核")

    def get_page_subtitle(self):
        return self.task.name

    def get_context_data(self, **kwargs):
        waiting = queries.waiting_for(self.request.user, self.task, timezone.now())
        return super().get_context_data(
            task=self.task,
            waiting=waiting,
            able=[one for one in waiting if not one.singly],
            is_first=self.task.stage == Stage.FIRST,
            **kwargs,
        )


class SignView(OfStage, View):
    """Takes the signature; a fresh code is asked for before it (`guard.STEP_UP`)."""

    def post(self, request, stage):
        shown = {}
        for number in request.POST.getlist("looked_at"):
            state, revision = record_number(number), record_number(request.POST.get(f"revision_{number}"))
            if state and revision:
                shown[state] = revision
        is_checked = bool(request.POST.get("secrecy_checked"))
        if not shown:
            messages.error(request, _("请先看稿，看过的勾选“看过，一并签署”。"))
        elif stage == Stage.FIRST and not is_checked:
            messages.error(request, _("通过初审之前，请先作保密审查，并勾选确认。"))
        else:
            outcome = services.sign(reviewer=request.user, task=self.task, shown=shown, secrecy_checked=is_checked)
            say(request, outcome, _("%(number)d篇已通过%(stage)s。"), stage=self.task.name)
        return redirect("starter:review", stage=stage)


def offer_work(user, now):
    """Offer the pieces that may be reviewed together, as one line for each stage."""
    for task in worklist.own_stages(user):
        if number := queries.waiting_states(user, task).exclude(workflow_state__requested_by=user).count():
            words = _("范文%(number)d篇等您%(stage)s，可以一并审核") % {"number": number, "stage": task.name}
            yield Work(words, _("一并审核"), reverse("starter:review", args=[task.stage]))


app_name = "starter"
urlpatterns = [
    path("", PackageView.as_view(), name="index"),
    path("lay/", LayView.as_view(), name="lay"),
    path("review/<str:stage>/", ReviewTogetherView.as_view(), name="review"),
    path("review/<str:stage>/sign/", SignView.as_view(), name="sign"),
]
