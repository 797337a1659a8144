"""Checking in, by the QR of a sign-up or by 工号, and what the organiser does for others."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.activities.signups import queries, services
from interact.activities.signups.models import Signup
from interact.activities.signups.rules import SignupState
from interact.activities.signups.screens import people
from interact.activities.signups.screens.people import AddForm, BelowListMixin, DoorForm, OneSignupMixin, ReasonForm
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen, Screen


class CheckInView(OneSignupMixin, Screen, TemplateView):
    """What the QR of a sign-up leads to: who it is in large letters, and one button; a POST checks in."""

    template_name = "activities/signups/check_in.html"
    page_title = gettext_lazy("签到")
    header_icon = "check"

    def post(self, request, *args, **kwargs):
        try:
            services.check_in(activity=self.activity, signup=self.signup, actor=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        # Twice is no error: the screen says when it was.
        return redirect("signups_admin:check_in", self.signup.code)

    def get_context_data(self, **kwargs):
        now, signup = timezone.now(), self.signup
        return super().get_context_data(**kwargs) | {
            "activity": self.activity,
            "signup": signup,
            "companions": queries.companions_in_words(signup),
            "answers": queries.answers_in_words(self.activity, signup),
            "turn": queries.place_in_queue(signup) if signup.is_waiting else 0,
            "may_check_in": signup.is_placed and not signup.checked_in_at and self.activity.dates.may_check_in(now),
            "may_move_up": signup.is_waiting and self.activity.dates.may_move_up(now),
            "may_cancel": signup.state != SignupState.CANCELLED and not signup.checked_in_at,
            "door": self.address_of("door"),
        }


class DoorView(BelowListMixin, FormScreen):
    """Finds a sign-up by 工号, for those who have no QR with them."""

    form_class = DoorForm
    page_title = gettext_lazy("现场签到")
    header_icon = "check"
    submit_button_label = gettext_lazy("查找")

    def form_valid(self, form):
        rows = Signup.objects.of(self.activity).filter(person__employee_number=form.cleaned_data["number"])
        signup = rows.active().first()
        if signup is None:
            form.add_error("number", _("没有这个工号的报名，请核对。"))
            return self.form_invalid(form)
        return redirect("signups_admin:check_in", signup.code)


class AddView(BelowListMixin, FormScreen):
    """Signs somebody up who has called."""

    form_class = AddForm
    page_title = gettext_lazy("代为报名")
    header_icon = "plus"
    submit_button_label = gettext_lazy("报名")
    refused_field = "number"

    def carry_out(self, form):
        person = User.objects.in_use().filter(employee_number=form.cleaned_data["number"]).first()
        if person is None:
            raise Refused(_("名册上没有这个在职职工的工号，请核对。"))
        signup = services.add_by_hand(
            activity=self.activity,
            person=person,
            companions=form.cleaned_data["companions"],
            actor=self.request.user,
        )
        self.done = _("%(name)s：%(state)s。") % {"name": person, "state": signup.get_state_display()}


class WithReasonView(OneSignupMixin, FormScreen):
    """One step on a sign-up that needs a reason."""

    form_class = ReasonForm
    refused_field = "reason"
    act: Callable[..., object]  # the service that takes the step

    def get_page_subtitle(self):
        return f"{self.signup.person} {self.activity.title}"

    def carry_out(self, form):
        what = {"activity": self.activity, "signup": self.signup, "actor": self.request.user}
        self.act(**what, reason=form.cleaned_data["reason"])
        return reverse("signups_admin:check_in", args=[self.signup.code])


class MoveUpView(WithReasonView):
    """有空名额时立即报上，没有时排到候补第一位。"""

    page_title = gettext_lazy("提前递补")
    header_icon = "arrow-up"
    submit_button_label = gettext_lazy("提前递补")
    done = gettext_lazy("已办理。有空名额时已经报上，没有时已排到候补第一位。")
    act = staticmethod(services.move_up)


class CancelForView(WithReasonView):
    page_title = gettext_lazy("取消报名")
    header_icon = "cross"
    submit_button_label = gettext_lazy("取消这名职工的报名")
    done = gettext_lazy("已取消，原因会用邮件告诉本人。")
    act = staticmethod(services.cancel_for)


# The organiser's screens, below /admin/signups/. A QR at the door holds `check-in/<code>/`.
app_name = "signups_admin"
urlpatterns = [
    *people.SignupsView.paths("<int:page_id>/"),
    path("<int:page_id>/door/", DoorView.as_view(), name="door"),
    path("<int:page_id>/add/", AddView.as_view(), name="add"),
    path("check-in/<slug:code>/", CheckInView.as_view(), name="check_in"),
    path("check-in/<slug:code>/move-up/", MoveUpView.as_view(), name="move_up"),
    path("check-in/<slug:code>/cancel/", CancelForView.as_view(), name="cancel"),
]
