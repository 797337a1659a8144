"""Public pages and forms by which employees get a password: activation with a code, a link by mail when it is lost."""

import time
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView

from unionsite.accounts.activation import services
from unionsite.accounts.choices import MODEL_BACKEND
from unionsite.accounts.own_account.forms import ChosenPasswordForm
from unionsite.accounts.own_account.services import ask_for_reset, may_reset, reset_password
from unionsite.accounts.own_account.views import too_many, with_password_rules
from unionsite.accounts.people.names import normalised_code, normalised_number
from unionsite.accounts.second_factor import known_browsers
from unionsite.accounts.sign_in import staging
from unionsite.core.rate_limits import RateLimit
from unionsite.core.request_values import address_of

# One text for every reason: it must not tell who works here or whose account is open (T29).
WRONG_PAIR = gettext_lazy(
    "工号和激活码不匹配，或者激活码已经用过、过期。请核对后重新输入；仍不行，请向工会办公室领取新的激活码。"
)


class ActivationForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("工号"),
        max_length=60,
        error_messages={"required": gettext_lazy("请填写工号。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    code = forms.CharField(
        label=gettext_lazy("激活码"),
        help_text=gettext_lazy("在工会发的激活条或邮件上，如ABCD-EFGH-JKMN-PQRS。横线、空格和大小写不影响。"),
        max_length=80,
        error_messages={"required": gettext_lazy("请填写激活码。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_number(self):
        return normalised_number(self.cleaned_data["number"])

    def clean_code(self):
        return normalised_code(self.cleaned_data["code"])


class ResetRequestForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("工号或用户名"),
        max_length=150,
        error_messages={"required": gettext_lazy("请填写工号或用户名。")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("邮箱"),
        help_text=gettext_lazy("您留在本站的邮箱。"),
        error_messages={"required": gettext_lazy("请填写邮箱。"), "invalid": gettext_lazy("邮箱的格式不对，请核对。")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )


PENDING = "activation"
PENDING_LIFE = timedelta(minutes=15)
HOUR = 3600
# Only wrong pairs count: when slips are handed out, a whole workshop may come from one address.
NUMBER_FAILURES = RateLimit("activation-number", number=10, seconds=HOUR)
ADDRESS_FAILURES = RateLimit("activation-address", number=100, seconds=HOUR)


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ActivateView(FormView):
    """The first step. Unknown, used, replaced, expired, closed and left all get the same answer."""

    template_name = "accounts/public/activate.html"
    form_class = ActivationForm

    def form_valid(self, form):
        number, address = form.cleaned_data["number"], address_of(self.request)
        # Nobody guesses a code of 78 bits. The limits only spare the server; wrong tries of others shut nobody out.
        code = services.find_code(number=number, code=form.cleaned_data["code"], now=timezone.now())
        if code is None:
            # Count before answering: of many parallel requests only the allowed number learn that the pair is wrong.
            if not (NUMBER_FAILURES.take(number) and ADDRESS_FAILURES.take(address)):
                return too_many(self, form, _("激活码输错的次数太多。请一小时后再试，或联系工会办公室。"))
            form.add_error(None, WRONG_PAIR)
            return self.form_invalid(form)
        self.request.session[PENDING] = {"code": code.pk, "at": time.time()}
        return redirect("account:activate_password")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ActivatePasswordView(FormView):
    """The second step: within a quarter of an hour, while the code is still good."""

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


# --- A lost password: known and unknown people get the same answer (T24, T29) ---

LOGIN_REQUESTS = RateLimit("reset-login", number=5, seconds=HOUR)
ADDRESS_REQUESTS = RateLimit("reset-address", number=30, seconds=HOUR)


@method_decorator(never_cache, name="dispatch")
class ResetRequestView(FormView):
    template_name = "accounts/public/password_reset.html"
    form_class = ResetRequestForm

    def form_valid(self, form):
        login, address = normalised_number(form.cleaned_data["login"]), address_of(self.request)
        if not (LOGIN_REQUESTS.take(login) and ADDRESS_REQUESTS.take(address)):
            return too_many(self, form, _("申请的次数太多。请先看看邮箱，或一小时后再试。"))
        ask_for_reset(login=form.cleaned_data["login"], email=form.cleaned_data["email"], language=get_language())
        return redirect("account:password_reset_sent")


@method_decorator(never_cache, name="dispatch")
class ResetSentView(TemplateView):
    template_name = "accounts/public/password_reset_sent.html"


class ResetConfirmView(PasswordResetConfirmView):
    """Django's view, which removes the token from the address before showing anything. Links for staff open nothing."""

    template_name = "accounts/public/password_reset_confirm.html"
    form_class = ChosenPasswordForm
    success_url = reverse_lazy("account:login")

    def get_user(self, uidb64):
        user = super().get_user(uidb64)
        return user if user is not None and may_reset(user) else None

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **with_password_rules()}

    def form_valid(self, form):
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        if not reset_password(user=self.user, token=token, password=form.cleaned_data["new_password1"]):
            self.validlink = False
            return self.render_to_response(self.get_context_data(form=None))
        # Strangers who guess at this name do not keep its owner waiting (T27).
        known_browsers.remember_on_answer(self.request, self.user)
        messages.success(self.request, _("密码已重设，其他设备上的登录都已退出。请用新密码登录。"))
        return redirect(self.get_success_url())
