"""Signing in to the admin in stages, and to the public site: password, then for staff the code.

Also signing in again in the middle of a form, whose content is carried along.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.views.account import LogoutView

from unionsite.accounts.second_factor import webauthn
from unionsite.accounts.second_factor.models import authenticator_of, backup_codes_left, backup_codes_of, passkeys_of
from unionsite.accounts.second_factor.services import try_backup_code, try_code
from unionsite.accounts.second_factor.throttles import CODE_FAILURES
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.forms import (
    WRONG_BACKUP_CODE,
    WRONG_CODE,
    BackupCodeForm,
    CodeForm,
    PasswordForm,
)
from unionsite.core.carrying import context_of, is_carrying, send_on
from unionsite.core.wings import place

FEW_CODES = 3


def safe_next(request: HttpRequest, default: str) -> str:
    """Return where the person wanted to go if that is on this site, else `default` (T21)."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_safe and not any(character in target for character in "\r\n\t") else default


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PasswordView(FormView):
    """The first stage. Employees are signed in by it, on the public site; staff go on to the code."""

    form_class = PasswordForm

    def get(self, request, *args, **kwargs):
        if self.is_in(request.user):
            return redirect(safe_next(request, self.default_target(request.user)))
        return super().get(request, *args, **kwargs)

    def is_in(self, user) -> bool:
        """Whether the user is fully signed in already."""
        return user.is_authenticated and (not user.is_guarded or user.is_verified())

    def default_target(self, user) -> str:
        """Return where to go when the person asked for no page in particular."""
        return reverse("wagtailadmin_home" if user.has_perm("wagtailadmin.access_admin") else "account:home")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        return super().get_context_data(next=safe_next(self.request, ""), title=_("登录"), **kwargs)

    def form_invalid(self, form):
        if form.seconds_to_wait:
            return _locked(self.request, form.seconds_to_wait)
        return super().form_invalid(form)

    def form_valid(self, form):
        user = form.user
        target = safe_next(self.request, self.default_target(user))
        if not user.is_guarded:
            staging.finish_employee(self.request, user)
            return HttpResponseRedirect(self.employee_target(target))
        staging.begin(self.request, user, target)
        return redirect(second_stage(self.request, user))

    def employee_target(self, target: str) -> str:
        return target


def second_stage(request: HttpRequest, user) -> str:
    """Return the view that follows the password; a person without an authenticator has to bind one first."""
    if authenticator_of(user) is None:
        return "accounts:ticket"
    return "accounts:passkey" if has_passkey_here(request, user) else "accounts:code"


def has_passkey_here(request: HttpRequest, user) -> bool:
    """Whether this person has a passkey that is good at this address."""
    place = webauthn.place_of(request)
    return place is not None and passkeys_of(user, place.host).exists()


class StaffSignInView(PasswordView):
    """`/admin/login/`."""

    template_name = "accounts/sign_in/password.html"

    def is_in(self, user) -> bool:
        # Without the right to the admin, a redirect there would only lead back here.
        return super().is_in(user) and user.has_perm("wagtailadmin.access_admin")

    def employee_target(self, target: str) -> str:
        messages.info(self.request, _("您的账号没有后台权限，已为您登录职工账号。"))
        return reverse("account:home")


class Way(NamedTuple):
    """A button of another way in; `is_at_once` where nothing has to be asked, as inside the company's own app."""

    label: str
    url: str
    is_at_once: bool = False


# Other ways in for employees: functions of the request and of where the person wants to go ("" for no page).
other_ways: list[Callable[[HttpRequest, str], Iterable[Way]]] = place("other ways to sign in")


def ways_in(request: HttpRequest, target: str) -> list[Way]:
    return [way for ways in other_ways for way in ways(request, target)]


class PublicSignInView(PasswordView):
    """`/account/login/`, and Wagtail's `/_util/login/` for restricted pages."""

    template_name = "accounts/public/sign_in.html"

    def get(self, request, *args, **kwargs):
        # Only on the way to a page: who has signed out, or was refused, comes here without one.
        target = safe_next(request, "")
        if target and not request.user.is_authenticated:
            for way in ways_in(request, target):
                if way.is_at_once:
                    return redirect(way.url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["ways"] = ways_in(self.request, context["next"])
        return context

    def get_form(self, form_class=None):
        return self.named(super().get_form(form_class))

    @staticmethod
    def named(form):
        username = form.fields["username"]
        username.label, username.error_messages["required"] = _("工号或用户名"), _("请填写工号或用户名。")
        return form


class StaffSignOutView(LogoutView):
    """`/admin/logout/`, only by POST.

    Wagtail's view deletes the cookie even when it refuses: a link opened by mistake would orphan the session.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.method != "POST":
            return self.http_method_not_allowed(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)


def locked_out(request: HttpRequest, original_response=None, credentials=None) -> HttpResponse:
    """Answer for axes: a name is locked at one address, whether or not there is such an account (T27)."""
    return _locked(request, int(settings.AXES_COOLOFF_TIME.total_seconds()))


def _locked(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer 429: too many wrong passwords from strangers; the next try is accepted after `seconds` at the latest."""
    is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
    template = "accounts/sign_in/locked.html" if is_admin else "accounts/public/locked.html"
    context = {"minutes": seconds // 60, "title": _("暂时不能登录")}
    response = render(request, template, context, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


class BroughtMixin:
    """A form's view to which a form of another page may lead, with what it carries: that one is shown, not judged."""

    def is_brought(self) -> bool:
        raise NotImplementedError

    def post(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs) if self.is_brought() else super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {name: kwargs[name] for name in ("initial", "prefix")} if self.is_brought() else kwargs


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PendingView(BroughtMixin, FormView):
    """A stage between the right password and being signed in; without the pending state it leads back to the beginning.

    What the person was writing when the session ended is carried from stage to stage, and sent on after the last.
    """

    # The field with the answer to this stage.
    answer = "code"

    def dispatch(self, request, *args, **kwargs):
        self.user = staging.pending_user(request)
        if self.user is None:
            messages.error(request, _("登录已经超时，请重新输入账号和密码。"))
            if is_carrying(request):
                return redirect("account:again", preserve_request=True)
            return redirect("accounts:sign_in")
        return super().dispatch(request, *args, **kwargs)

    def is_brought(self) -> bool:
        """Whether a form of another stage leads here with what it carries."""
        return is_carrying(self.request) and self.answer not in self.request.POST

    def get_context_data(self, **kwargs):
        carried = context_of(self.request) if is_carrying(self.request) else {}
        return super().get_context_data(**carried, **kwargs)

    def enter(self, device) -> HttpResponse:
        target = staging.pending(self.request).next
        staging.finish(self.request, self.user, device)
        return go_on_with_words(self.request) if is_carrying(self.request) else HttpResponseRedirect(target)


def go_on_with_words(request: HttpRequest) -> HttpResponse:
    """Answer a person now signed in with a page whose button sends what was typed before."""
    return send_on(request, title=_("已经登录"), text=_("刚才写的内容都在，按“接着提交”就会送出。"))


class CodeView(PendingView):
    template_name = "accounts/sign_in/code.html"
    form_class = CodeForm
    wrong = WRONG_CODE

    def get_context_data(self, **kwargs):
        return super().get_context_data(has_passkey=has_passkey_here(self.request, self.user), **kwargs)

    def device(self):
        return authenticator_of(self.user)

    def verify(self, code: str):
        return try_code(user=self.user, code=code)

    def form_valid(self, form):
        device = self.verify(form.cleaned_data["code"])
        if device is None:
            form.add_error("code", delay_message(self.device(), self.user) or self.wrong)
            return self.form_invalid(form)
        return self.enter(device)


class BackupCodeView(CodeView):
    template_name = "accounts/sign_in/backup_code.html"
    form_class = BackupCodeForm
    wrong = WRONG_BACKUP_CODE

    def device(self):
        return backup_codes_of(self.user)

    def verify(self, code: str):
        return try_backup_code(user=self.user, code=code)

    def enter(self, device):
        left = backup_codes_left(self.user)
        response = super().enter(device)
        text = _("您用掉了一个备用恢复码，还剩%(left)d个。") % {"left": left}
        if left <= FEW_CODES:
            text += _("请尽快在“账号 → 更多操作 → 两步验证和密码”中重新生成。")
        messages.warning(self.request, text)
        return response


def delay_message(device, user) -> str:
    """Return how long to wait after too many wrong codes; "" when the next may be tried at once."""
    if CODE_FAILURES.is_reached(user.pk):
        return _("验证码错误次数太多，请一小时后再试，或联系管理员解锁。")
    if device is None:
        return ""
    allowed, why = device.verify_is_allowed()
    if allowed:
        return ""
    seconds = max(1, round((why["locked_until"] - timezone.now()).total_seconds()))
    if seconds < 60:
        return _("验证码不正确。为了安全，请在%(seconds)d秒后再试。") % {"seconds": seconds}
    return _("验证码不正确。为了安全，请在%(minutes)d分钟后再试，或联系管理员解锁。") % {
        "minutes": min(60, -(-seconds // 60))
    }


# --- Signing in again in the middle of a form: what was typed is carried along and sent on ---


class SignInAgainView(PublicSignInView):
    template_name = "accounts/public/sign_in_again.html"

    def get(self, request, *args, **kwargs):
        return redirect("account:login")

    def post(self, request, *args, **kwargs):
        if not is_carrying(request):
            return redirect("account:login")
        if "username" not in request.POST:
            # The person comes from a second step that took too long.
            return ask_in_place(request)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**context_of(self.request), **kwargs)

    def form_valid(self, form):
        if form.user.is_guarded:
            staging.begin(self.request, form.user, self.default_target(form.user))
            stage = second_stage(self.request, form.user)
            # 307: the browser sends the form on to the second step. Binding an authenticator takes too long for that.
            return redirect(stage, preserve_request=stage != "accounts:ticket")
        staging.finish_employee(self.request, form.user)
        return go_on_with_words(self.request)


def ask_in_place(request: HttpRequest) -> HttpResponse:
    """Answer a form that came after the session ended: sign in here, then it is sent on."""
    view = SignInAgainView()
    view.setup(request)
    form = view.get_form_class()(request=request)
    return view.render_to_response(view.get_context_data(form=view.named(form)), status=403)
