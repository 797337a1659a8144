"""Taking an account into use: 工号 and code, then a password, then signed in."""

from __future__ import annotations

import time
from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from unionsite.accounts.activation import services
from unionsite.accounts.activation.forms import WRONG_PAIR, ActivationForm
from unionsite.accounts.own_account.forms import ChosenPasswordForm
from unionsite.accounts.own_account.views import MODEL_BACKEND, too_many, with_password_rules
from unionsite.accounts.sign_in import staging
from unionsite.core.addresses import address_of
from unionsite.core.limits import Limit

PENDING = "activation"
PENDING_LIFE = timedelta(minutes=15)
HOUR = 3600
# Only wrong pairs count: a whole workshop may stand behind one address on the day of the slips.
NUMBER_FAILURES = Limit("activation-number", number=10, seconds=HOUR)
ADDRESS_FAILURES = Limit("activation-address", number=100, seconds=HOUR)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ActivateView(FormView):
    """The first step. Unknown, used, replaced, expired, closed and left are one answer."""

    template_name = "accounts/public/activate.html"
    form_class = ActivationForm

    def form_valid(self, form):
        number, address = form.cleaned_data["number"], address_of(self.request)
        # A code of 78 bits is not guessed: the limits spare the server, and wrong tries of others shut nobody out.
        code = services.find_code(number=number, code=form.cleaned_data["code"], now=timezone.now())
        if code is None:
            # Counted before the answer: of many at once no more than allowed are told that the pair is wrong.
            if not (NUMBER_FAILURES.take(number) and ADDRESS_FAILURES.take(address)):
                return too_many(self, form, _("激活码输错的次数太多。请一小时后再试，或联系工会办公室。"))
            form.add_error(None, WRONG_PAIR)
            return self.form_invalid(form)
        self.request.session[PENDING] = {"code": code.pk, "at": time.time()}
        return redirect("account:activate_password")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ActivatePasswordView(FormView):
    """The second step: within a quarter of an hour, with the code still good."""

    template_name = "accounts/public/activate_password.html"
    form_class = ChosenPasswordForm

    def dispatch(self, request, *args, **kwargs):
        pending = request.session.get(PENDING)
        self.code = None
        if pending and time.time() - pending["at"] < PENDING_LIFE.total_seconds():
            self.code = services.find_code_by_id(pk=pending["code"], now=timezone.now())
        if self.code is None:
            return self.start_again()
        return super().dispatch(request, *args, **kwargs)

    def start_again(self):
        self.request.session.pop(PENDING, None)
        messages.error(self.request, _("这一步已经过期，请重新输入工号和激活码。"))
        return redirect("account:activate")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.code.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.code.user, **with_password_rules(), **kwargs)

    def form_valid(self, form):
        password = form.cleaned_data["new_password1"]
        user = services.activate(code=self.code, password=password, now=timezone.now())
        if user is None:
            return self.start_again()
        user.backend = MODEL_BACKEND
        staging.finish_employee(self.request, user)
        messages.success(self.request, _("账号已激活，您已登录。以后用工号和刚才设的密码登录。"))
        return redirect("account:home")
