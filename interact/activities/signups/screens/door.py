"""Checking in: by the QR of a sign-up, or by 工号."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from interact.activities.signups import queries, services
from interact.activities.signups.choices import SignupState
from interact.activities.signups.models import Signup
from interact.activities.signups.screens.base import BelowListMixin, DoorForm, OneSignupMixin
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
