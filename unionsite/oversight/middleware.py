"""Refuses every request that could write while the site is read-only (T100); counts pages opened and missed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.accounts.sign_in.guard import BACKGROUND, PASSWORD, SIGNING_IN, is_from_script
from unionsite.core.carrying import is_secret, send_on
from unionsite.core.errors import Words, explain
from unionsite.core.middleware import Middleware
from unionsite.core.named import labels
from unionsite.core.queries import is_read_only
from unionsite.core.routing import is_public_address
from unionsite.oversight.health.services.misses import note_miss
from unionsite.oversight.visits.rules import is_program
from unionsite.oversight.visits.services import note_visit

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Signing in and out with the second factor, or nobody could open the site again; the switches; taking down at once.
# `BACKGROUND` and `accounts:active` keep the session of a person who is still typing, and store no content.
STAYS_OPEN = (SIGNING_IN | PASSWORD | BACKGROUND).union(
    labels(":", accounts="active step_up", account="logout", sso="begin return", publishing_desk="emergency"),
    labels(":", incidents_admin="read_only normal end_sessions"),
)
RETRY_SECONDS = 600
_TITLE = gettext_lazy("网站暂时只能浏览")
_TEXT = gettext_lazy("网站正在维护，暂时不能提交和保存，刚才的内容没有提交。请稍后再发。")
_KEPT = gettext_lazy(
    "网站正在维护，暂时不能提交和保存。您填写的内容都在这个页面上，请不要关闭，稍后再发：按“接着提交”即可。"
)


def refuse_writing(request: HttpRequest) -> HttpResponse | None:
    """Asked after the guard, which answers first whoever may not be there at all."""
    if request.method in SAFE or not is_read_only():
        return None
    return None if request.resolver_match.view_name in STAYS_OPEN else refusal(request)


def refusal(request: HttpRequest) -> HttpResponse:
    """Return the 503, with everything that was typed, to be sent again; a form with a secret in it is not carried."""
    response: HttpResponse
    if is_from_script(request):
        response = JsonResponse({"error": _("网站正在维护，暂时不能提交和保存，请稍后再发。")}, status=503)
    elif any(map(is_secret, request.POST)):
        response = explain(request, 503, Words(_TITLE, _TEXT))
    else:
        response = send_on(request, title=_TITLE, text=_KEPT, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


class CountingMiddleware(Middleware):
    """Counts pages opened and addresses missed. It stands outside of Wagtail's redirects, so that an address with a
    redirect is not missed; nothing from there on changes the answer of a page that was opened."""

    def __call__(self, request):
        response = self.get_response(request)
        # Nothing but pages has a route.
        if (route := getattr(request, "_wagtail_route_for_request", None)) is not None:
            note_visit(request=request, response=response, page_id=route.page.pk)
        if (
            response.status_code == 404
            and request.method == "GET"
            and is_public_address(request.path_info)
            and not is_program(request.headers.get("User-Agent", ""))
        ):
            note_miss(path=request.path_info, referrer=request.headers.get("Referer", ""))
        return response
