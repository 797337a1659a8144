"""Shows a refusal (`core.refusals.Refused`) as a message on the screen the person was on, not as a server error."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core.errors import forbidden
from unionsite.core.middleware import Middleware
from unionsite.core.refusals import Refused


class RefusalMiddleware(Middleware):
    def process_exception(self, request, error):
        """Answer a Refused with its words and record the attempt; the refused change was rolled back already."""
        if not isinstance(error, Refused):
            return None
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            audit.record(
                Action.ACCESS_REFUSED, actor=user, outcome=Outcome.REFUSED, reason=str(error),
                detail={"path": request.path},
            )  # fmt: skip
        return answer(request, str(error))


def answer(request, text: str) -> HttpResponse:
    """Send the person back to where they came from, with the reason on top; programs get 403 and the reason as JSON."""
    is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if is_script and "workflow/action" in request.path:
        # Wagtail's dialog follows this redirect, and the page there shows the message.
        messages.error(request, text)
        return JsonResponse({"step": "success", "redirect": origin(request)}, status=200)
    if is_script and request.path.endswith("/privacy/"):
        # The dialog shows the HTML that comes with this step.
        html = render_to_string("publishing/refused_modal.html", {"text": text}, request)
        return JsonResponse({"step": "set_privacy", "html": html})
    if is_script or not request.accepts("text/html"):
        # The editor's script shows our words only with an error code it knows; else it reports a failing server.
        body = {"success": False, "error_code": "locked", "error_message": text, "detail": text}
        return JsonResponse(body, status=403)
    messages.error(request, text)
    if request.method == "POST":
        return redirect(origin(request))
    return forbidden(request)


def origin(request) -> str:
    """Return the address on this site that the request came from; the admin's home if the request does not say."""
    referer = request.headers.get("Referer", "")
    allowed = {request.get_host()}
    if referer and url_has_allowed_host_and_scheme(referer, allowed, require_https=request.is_secure()):
        return referer
    return reverse("wagtailadmin_home")
