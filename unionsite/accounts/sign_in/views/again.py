"""Signing in again in the middle of a form: what was typed goes along and is sent on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.views.sign_in import PublicSignInView, go_on_with_words, second_stage
from unionsite.core.carrying import context_of, is_carrying


class SignInAgainView(PublicSignInView):
    template_name = "accounts/public/sign_in_again.html"

    def get(self, request, *args, **kwargs):
        return redirect("account:login")

    def post(self, request, *args, **kwargs):
        if not is_carrying(request):
            return redirect("account:login")
        if "username" not in request.POST:
            # From a second step that took too long.
            return ask_in_place(request)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**context_of(self.request), **kwargs)

    def form_valid(self, form):
        if form.user.is_guarded:
            staging.begin(self.request, form.user, self.default_target(form.user))
            stage = second_stage(self.request, form.user)
            # 307: the browser takes the form along to the second step; binding an authenticator first takes too long.
            return redirect(stage, preserve_request=stage != "accounts:ticket")
        staging.finish_employee(self.request, form.user)
        return go_on_with_words(self.request)


def ask_in_place(request: HttpRequest) -> HttpResponse:
    """The answer to a form that came after the session had ended: sign in here, then it is sent on."""
    view = SignInAgainView()
    view.setup(request)
    form = view.get_form_class()(request=request)
    return view.render_to_response(view.get_context_data(form=view.named(form)), status=403)
