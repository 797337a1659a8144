"""A lost password: a link by mail, for employees only; known and unknown people get the same answer (T24, T29)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from unionsite.accounts.activation.forms import ResetRequestForm
from unionsite.accounts.own_account import services
from unionsite.accounts.own_account.forms import ChosenPasswordForm
from unionsite.accounts.own_account.views import too_many, with_password_rules
from unionsite.accounts.people.names import normalised_number
from unionsite.core.addresses import address_of
from unionsite.core.limits import Limit

HOUR = 3600
LOGIN_REQUESTS = Limit("reset-login", number=5, seconds=HOUR)
ADDRESS_REQUESTS = Limit("reset-address", number=30, seconds=HOUR)


@method_decorator(never_cache, name="dispatch")
class ResetRequestView(FormView):
    template_name = "accounts/public/password_reset.html"
    form_class = ResetRequestForm

    def form_valid(self, form):
        login, address = normalised_number(form.cleaned_data["login"]), address_of(self.request)
        if not (LOGIN_REQUESTS.take(login) and ADDRESS_REQUESTS.take(address)):
            return too_many(self, form, _("申请的次数太多。请先看看邮箱，或一小时后再试。"))
        services.ask_for_reset(
            login=form.cleaned_data["login"], email=form.cleaned_data["email"], language=get_language()
        )
        return redirect("account:password_reset_sent")


@method_decorator(never_cache, name="dispatch")
class ResetSentView(TemplateView):
    template_name = "accounts/public/password_reset_sent.html"


class ResetConfirmView(PasswordResetConfirmView):
    """Django's view: it takes the token out of the address before anything is shown. Staff's links open nothing."""

    template_name = "accounts/public/password_reset_confirm.html"
    form_class = ChosenPasswordForm
    success_url = reverse_lazy("account:login")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and services.may_reset(user) else None

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **with_password_rules()}

    def form_valid(self, form):
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        if not services.reset_password(user=self.user, token=token, password=form.cleaned_data["new_password1"]):
            self.validlink = False
            return self.render_to_response(self.get_context_data(form=None))
        messages.success(self.request, _("密码已重设，其他设备上的登录都已退出。请用新密码登录。"))
        return redirect(self.get_success_url())
