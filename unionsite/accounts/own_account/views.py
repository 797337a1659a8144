"""The account page: who is signed in, contact data, password, what is kept about a person, signing out."""

import json

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View

from unionsite.accounts.choices import CONTACTS_AFTER_LEAVING, EMPLOYEE_PASSWORD_LENGTH, PASSWORD_HISTORY
from unionsite.accounts.own_account import services
from unionsite.accounts.own_account.forms import ContactForm, OwnPasswordForm
from unionsite.accounts.own_account.personal_data import copy_of, personal_data, rows_of, sections_with_ways
from unionsite.accounts.sign_in.services import set_password
from unionsite.accounts.sign_in.views.sign_in import ask_in_place
from unionsite.core.rate_limits import RateLimit
from unionsite.core.spreadsheets import CSV, csv_lines, to_save

HOUR = 3600
MAIL_CHANGES = RateLimit("mail-change", number=5, seconds=HOUR)


def too_many(view: FormView, form, message: str) -> HttpResponse:
    """Answer 429 with the form as it was filled in and `message`, which says what to do."""
    form.add_error(None, message)
    return limited(view, form)


def limited(view: FormView, form) -> HttpResponse:
    """Answer 429 with a form that already says why."""
    response = view.render_to_response(view.get_context_data(form=form), status=429)
    response.headers["Retry-After"] = str(HOUR)
    return response


def with_password_rules() -> dict[str, int]:
    """Return the numbers for `accounts/public/_password_rules.html`."""
    return {"least_length": EMPLOYEE_PASSWORD_LENGTH, "history": PASSWORD_HISTORY}


class AccountMixin(LoginRequiredMixin):
    login_url = reverse_lazy("account:login")

    @method_decorator(never_cache)
    @method_decorator(sensitive_post_parameters())
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    def handle_no_permission(self):
        if self.request.method == "POST" and not self.request.user.is_authenticated:
            return ask_in_place(self.request)
        return super().handle_no_permission()


class HomeView(AccountMixin, TemplateView):
    template_name = "accounts/public/home.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            person=user,
            sections=sections_with_ways(user),
            data=personal_data(user),
            contacts_days=CONTACTS_AFTER_LEAVING.days,
            **kwargs,
        )


class EmployeeFormView(AccountMixin, FormView):
    """Base of forms that ask for the current password. Staff change theirs in the admin, under the admin's rules."""

    success_url = reverse_lazy("account:home")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.is_guarded:
            return redirect("account:home")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_invalid(self, form):
        return limited(self, form) if form.is_limited else super().form_invalid(form)


class ContactView(EmployeeFormView):
    template_name = "accounts/public/contact.html"
    form_class = ContactForm

    def get_initial(self):
        return {"phone": self.request.user.phone, "email": self.request.user.email}

    def get_context_data(self, **kwargs):
        return super().get_context_data(contacts_days=CONTACTS_AFTER_LEAVING.days, **kwargs)

    def form_valid(self, form):
        user, phone, email = self.request.user, form.cleaned_data["phone"], form.cleaned_data["email"]
        is_new_mail = email.lower() != user.email.lower()
        if is_new_mail and not MAIL_CHANGES.take(user.pk):
            return too_many(self, form, _("修改邮箱的次数太多，请一小时后再试。"))
        services.change_phone(user=user, phone=phone)
        if is_new_mail:
            services.ask_for_mail_change(user=user, email=email, language=get_language())
        if is_new_mail and email:
            text = _("我们已向%(email)s发了一封信，请在24小时内点开信里的链接。在那之前，邮箱还是原来的。")
            messages.info(self.request, text % {"email": email})
        else:
            messages.success(self.request, _("联系方式已保存。"))
        return super().form_valid(form)


class PasswordView(EmployeeFormView):
    template_name = "accounts/public/password.html"
    form_class = OwnPasswordForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**with_password_rules(), **kwargs)

    def form_valid(self, form):
        user = self.request.user
        set_password(user=user, password=form.cleaned_data["new_password1"])
        # All other sessions end with the old password; this one continues under a new key.
        update_session_auth_hash(self.request, user)
        messages.success(self.request, _("密码已修改，其他设备上的登录都已退出。"))
        return super().form_valid(form)


@method_decorator(never_cache, name="dispatch")
class MailConfirmView(TemplateView):
    """Opened from the mail on any device; a button confirms, because some mail programs open links by themselves."""

    template_name = "accounts/public/mail_confirm.html"

    def get_context_data(self, **kwargs):
        found = services.read_mail_change(token=kwargs["token"], now=timezone.now())
        return super().get_context_data(email=found[1] if found else "", **kwargs)

    def post(self, request, token):
        user = services.confirm_mail_change(token=token, now=timezone.now())
        if user is None:
            return self.get(request, token=token)
        messages.success(request, _("新邮箱已生效。"))
        return redirect("account:home")


JSON = "application/json; charset=utf-8"


class DownloadView(AccountMixin, View):
    """A copy of everything kept about the person, as JSON or CSV (PIPL 45)."""

    def get(self, request, kind):
        user, now = request.user, timezone.now()
        if kind == "json":
            content, content_type = json.dumps(copy_of(user, now), ensure_ascii=False, indent=2).encode(), JSON
        else:
            headings = [_("部分"), _("项目"), _("内容"), _("说明")]
            content, content_type = b"".join(csv_lines(headings, rows_of(user))), CSV
        name = f"my-data-{timezone.localdate(now):%Y%m%d}.{kind}"
        return to_save(HttpResponse(content, content_type=content_type), name)


class SignOutView(LogoutView):
    """Signs out; only by POST."""

    next_page = reverse_lazy("account:login")
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        messages.success(request, _("您已退出登录。"))
        return response
