"""The picture of a captcha: drawn on the way, kept nowhere."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interact.feedback import captcha
from interact.feedback.captcha_picture import draw


@require_safe
@never_cache
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """404 for an address that we did not make, or made too long ago."""
    letters = captcha.letters_of(token, now=timezone.localtime())
    if letters is None:
        raise Http404
    return HttpResponse(draw(letters, token), content_type="image/png", headers={"Referrer-Policy": "no-referrer"})
