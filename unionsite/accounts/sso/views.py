"""The buttons on the sign-in page, and the way to the provider and back; 404 while it is switched off."""

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.views.sign_in import Way, safe_next
from unionsite.accounts.sso.queries import NotSignedIn, person_with
from unionsite.accounts.sso.rules import ANSWERS, LABELS, Problem, in_order

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def buttons(request: HttpRequest, target: str) -> Iterator[Way]:
    query = f"?{urlencode({'next': target})}" if target else ""
    for name in in_order(settings.SSO_PROVIDERS, request.headers.get("User-Agent", "")):
        yield Way(LABELS[name], reverse("sso:begin", args=[name]) + query)


def _providers(name: str):
    """Return the module that speaks to providers. Raises Http404 for one that is switched off."""
    if name not in settings.SSO_PROVIDERS:
        raise Http404
    # Its packages are an extra: without it this file must load.
    return import_module("unionsite.accounts.sso.providers")


@never_cache
@require_GET
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider. A link, not a form: the content policy lets no form lead to another host."""
    providers = _providers(provider)
    target = safe_next(request, reverse("account:home"))
    if request.user.is_authenticated:
        return redirect(target)
    try:
        return providers.send_to(request, provider, target)
    except NotSignedIn as error:
        return explain(request, error.problem)


@never_cache
@sensitive_variables()
@require_GET
def come_back(request: HttpRequest, provider: str) -> HttpResponse:
    """Sign in whom the provider vouches for, with the session that a password gives; nothing is made or changed."""
    try:
        number, target = _providers(provider).come_back(request, provider)
        user = person_with(number)
    except NotSignedIn as error:
        return explain(request, error.problem)
    user.backend = MODEL_BACKEND
    staging.finish_employee(request, user)
    return HttpResponseRedirect(target)


def explain(request: HttpRequest, problem: Problem) -> HttpResponse:
    status, text = ANSWERS[problem]
    context = {"title": _("没有登录"), "text": text, "is_staff": problem is Problem.STAFF}
    return render(request, "accounts/public/sso.html", context, status=status)


app_name = "sso"
# As registered at the providers.
urlpatterns = [
    path("account/sso/<slug:provider>/", begin, name="begin"),
    path("account/sso/<slug:provider>/return/", come_back, name="return"),
]
