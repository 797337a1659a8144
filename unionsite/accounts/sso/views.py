"""The buttons on the sign-in page, and the way to the provider and back; 404 while it is switched off."""

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from unionsite.accounts.choices import MODEL_BACKEND
from unionsite.accounts.sign_in import staging
from unionsite.accounts.sign_in.views.sign_in import Way, go_on_with_words, safe_next
from unionsite.accounts.sso.queries import NotSignedIn, person_with
from unionsite.accounts.sso.rules import ANSWERS, LABELS, Problem, in_order, is_at_home
from unionsite.core.carrying import set_aside, take_up


def buttons(request: HttpRequest, target: str) -> Iterator[Way]:
    query = f"?{urlencode({'next': target})}" if target else ""
    agent = request.headers.get("User-Agent", "")
    for name in in_order(settings.SSO_PROVIDERS, agent):
        yield Way(LABELS[name], reverse("sso:begin", args=[name]) + query, is_at_home(name, agent))


def _providers(name: str):
    """Return the module that speaks to providers. Raises Http404 for one that is switched off."""
    if name not in settings.SSO_PROVIDERS:
        raise Http404
    # Its packages are an extra: without it this file must load.
    return import_module("unionsite.accounts.sso.providers")


@never_cache
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser to the provider. The content policy lets no form lead to another host: one that carries words
    is answered by a page that leads there by itself, and the words wait."""
    providers = _providers(provider)
    if request.method == "POST":
        page = {"title": _("正在登录"), "text": _("正在转到登录页，写好的内容都在。")}
        response = render(request, "accounts/public/sso.html", page)
        response.headers["Refresh"] = f"0; url={request.path}"
        # The way back is registered without a language; the key must be sent there.
        with override(settings.LANGUAGE_CODE):
            set_aside(request, response, path=reverse("sso:begin", args=[provider]))
        return response
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
    target = ""
    try:
        number, target = _providers(provider).come_back(request, provider)
        user = person_with(number)
    except NotSignedIn as error:
        return explain(request, error.problem, target)
    user.backend = MODEL_BACKEND
    has_words = take_up(request)
    staging.finish_employee(request, user)
    return go_on_with_words(request) if has_words else HttpResponseRedirect(target)


def explain(request: HttpRequest, problem: Problem, target: str = "") -> HttpResponse:
    status, text = ANSWERS[problem]
    context = {"title": _("没有登录"), "text": text, "is_staff": problem is Problem.STAFF}
    context["query"] = f"?{urlencode({'next': target})}" if target else ""
    return render(request, "accounts/public/sso.html", context, status=status)


app_name = "sso"
# As registered at the providers.
urlpatterns = [
    path("account/sso/<slug:provider>/", begin, name="begin"),
    path("account/sso/<slug:provider>/return/", come_back, name="return"),
]
