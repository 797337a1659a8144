"""Signing in again in the middle of a form: what was typed goes along and is sent on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from unionsite.accounts import staging
from unionsite.accounts.views.sign_in import PublicSignInView
from unionsite.core.carrying import context_of, is_carrying, send_on


class SignInAgainView(PublicSignInView):
    template_name = "accounts/public/sign_in_again.html"

    def get(self, request, *args, **kwargs):
        return redirect("account:login")

    def post(self, request, *args, **kwargs):
        if not is_carrying(request):
            return redirect("account:login")
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**context_of(self.request), **kwargs)

    def form_valid(self, form):
        if form.user.is_guarded:
            # Staff have a second step before them; what they work on lies in the admin.
            return super().form_valid(form)
        staging.finish_employee(self.request, form.user)
        return send_on(self.request, title=_("已经登录"), text=_("刚才写的内容都在，按“接着提交”就会送出。"))


def ask_in_place(request: HttpRequest) -> HttpResponse:
    """The answer to a form that came after the session had ended: sign in here, then it is sent on."""
    view = SignInAgainView()
    view.setup(request)
    form = view.get_form_class()(request=request)
    return view.render_to_response(view.get_context_data(form=view.named(form)), status=403)
