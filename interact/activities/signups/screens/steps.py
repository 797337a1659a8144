"""What the organiser does for others: signing up, moving up, cancelling."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interact.activities.signups import services
from interact.activities.signups.screens.base import AddForm, BelowListMixin, OneSignupMixin, ReasonForm
from unionsite.accounts.models import User
from unionsite.core.refusals import Refused
from unionsite.core.screens import FormScreen


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

    def get_page_subtitle(self):
        return f"{self.signup.person} {self.activity.title}"

    def act(self, **what) -> None:
        raise NotImplementedError

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

    def act(self, **what):
        services.move_up(**what)


class CancelForView(WithReasonView):
    page_title = gettext_lazy("取消报名")
    header_icon = "cross"
    submit_button_label = gettext_lazy("取消这名职工的报名")
    done = gettext_lazy("已取消，原因会用邮件告诉本人。")

    def act(self, **what):
        services.cancel_for(**what)
