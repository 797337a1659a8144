"""The own account of a member of staff while signed in: second factor, new backup codes, a code again, password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import FormView
from wagtail.admin.views.account import AccountView, ChangePasswordPanel, NameEmailSettingsPanel

from unionsite.accounts.second_factor import webauthn
from unionsite.accounts.second_factor.models import authenticator_of, backup_codes_left, backup_codes_of, passkeys_of
from unionsite.accounts.second_factor.services import make_backup_codes, remove_devices, try_code
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import WRONG_CODE, AnswerForm, CodeForm, NewPasswordForm
from unionsite.accounts.sign_in.guard import leads_to_export
from unionsite.accounts.sign_in.services import set_password, take_over_session
from unionsite.accounts.sign_in.views.passkeys import STEP_UP, AsksPasskeyMixin, where_passkeys_are_good
from unionsite.accounts.sign_in.views.sign_in import BroughtMixin, delay_message, safe_next
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.carrying import context_of, is_carrying


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class StepUpView(AsksPasskeyMixin, BroughtMixin, FormView):
    """Asks again for a code or a passkey; the page has a form for each.

    A form that the guard has sent here is carried along, and its button stands on the page after the code.
    """

    template_name = "accounts/second_factor/step_up.html"
    purpose = STEP_UP

    def get_form_class(self):
        return AnswerForm if "answer" in self.request.POST and not self.is_brought() else CodeForm

    def is_brought(self) -> bool:
        """Whether the guard has sent this form here; those of this page itself have no parameters."""
        return self.request.method == "POST" and "next" in self.request.GET

    def get_context_data(self, **kwargs):
        if self.is_brought():
            kwargs |= context_of(self.request) | {"carried_to": self.request.GET["next"]}
        elif is_carrying(self.request):
            kwargs |= context_of(self.request)
        context = super().get_context_data(next=safe_next(self.request, ""), **kwargs)
        form, options = context["form"], self.passkey_options(self.request.user)
        return context | {"options": options, "code_form": form if isinstance(form, CodeForm) else CodeForm()}

    def is_right(self, form) -> bool:
        user = self.request.user
        if isinstance(form, AnswerForm):
            return self.try_passkey(user, form) is not None
        if try_code(user=user, code=form.cleaned_data["code"]) is None:
            form.add_error("code", delay_message(authenticator_of(user), user) or WRONG_CODE)
            return False
        return True

    def form_valid(self, form):
        user = self.request.user
        if not self.is_right(form):
            return self.form_invalid(form)
        staging.step_up(self.request)
        audit.record(Action.STEP_UP, actor=user, subject=user)
        if is_carrying(self.request):
            return render(self.request, "accounts/second_factor/go_on.html", context_of(self.request))
        target = safe_next(self.request, reverse("wagtailadmin_home"))
        if leads_to_export(target):
            # A download leaves the browser on this form, which would go on asking: show a page of its own instead.
            return render(self.request, "accounts/second_factor/download.html", {"target": target})
        return HttpResponseRedirect(target)


@never_cache
@require_GET
def second_factor(request: HttpRequest) -> HttpResponse:
    context = {
        "device": authenticator_of(request.user),
        "passkeys": passkeys_of(request.user),
        "place": webauthn.place_of(request),
        "where": where_passkeys_are_good(),
        "codes": backup_codes_of(request.user),
        "codes_left": backup_codes_left(request.user),
    }
    return render(request, "accounts/second_factor/overview.html", context)


@never_cache
def new_backup_codes(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        # A person who was asked for a code first comes back here by a link; the button stands on the page before.
        return redirect("accounts:second_factor")
    return show_codes(request, make_backup_codes(user=request.user), reverse("accounts:second_factor"))


@never_cache
def remove(request: HttpRequest) -> HttpResponse:
    """Remove one's own second factor: from then on only a ticket leads back in (T19)."""
    if request.method != "POST":
        return render(request, "accounts/second_factor/remove.html")
    remove_devices(user=request.user)
    messages.success(request, _("验证器已移除。下次登录前，请先向管理员领取绑定凭证。"))
    return redirect("wagtailadmin_home")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PasswordChangeView(FormView):
    """A new password, required at the first sign-in, after an administrator set one, and every 90 days (T31)."""

    template_name = "accounts/second_factor/password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("wagtailadmin_home")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        user = self.request.user
        set_password(user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        # The session's key has changed with the password.
        take_over_session(user=user, session_key=self.request.session.session_key)
        messages.success(self.request, _("密码已修改。"))
        return super().form_valid(form)


@never_cache
@require_http_methods(["GET", "POST"])
def active(request: HttpRequest) -> HttpResponse:
    """Answer the beacon of `session.js` that somebody typed or clicked (the guard noted it); GET returns the token."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    return HttpResponse(status=204)


def show_codes(request: HttpRequest, codes: list[str], target: str) -> HttpResponse:
    """Show the backup codes, in this answer and never again (T22)."""
    response = render(request, "accounts/second_factor/codes.html", {"codes": codes, "target": target})
    response.headers["Cache-Control"] = "no-store"
    return response


# 姓名 comes from the roll, and the password has a page of its own that shows its rules.
LEFT_OUT = (NameEmailSettingsPanel, ChangePasswordPanel)


class StaffAccountView(AccountView):
    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, LEFT_OUT)]

    def post(self, request):
        response = super().post(request)
        # Wagtail gives the session a new key, whatever was saved: record it as this person's only one.
        take_over_session(user=request.user, session_key=request.session.session_key)
        return response


def second_factor_item(request):
    return {
        "url": reverse("accounts:second_factor"),
        "label": _("两步验证和密码"),
        "help_text": _("更换手机验证器、添加通行密钥、重新生成备用恢复码、修改密码。"),
    }
