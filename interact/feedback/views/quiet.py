"""How pages about a case are answered: nothing of them is kept, and no other page learns where the reader came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

View = Callable[..., HttpResponseBase]


def quiet(view: View) -> View:
    """`no-store`, `no-referrer`, not for search engines (T64)."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def protected_by_token(view: View) -> View:
    """Django's check of forms, for pages with `no-referrer`: from these a browser sends `Origin: null` with the form.

    That word is taken for our own origin unless the browser says that another site sent it; the token, whose cookie
    other sites cannot have sent along, is checked as always. The view itself is exempt from the middleware's check,
    which comes before.
    """
    checked = csrf_protect(view)

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        origin, has_referer = request.META.get("HTTP_ORIGIN"), "HTTP_REFERER" in request.META
        is_foreign = request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")
        if not is_foreign and (origin == "null" or (origin is None and not has_referer)):
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return checked(request, *args, **kwargs)

    return answer


# allowed: csrf-exempt (`protected_by_token` asks for the token; only the word for the origin is read otherwise)
guarded = method_decorator([csrf_exempt, quiet, protected_by_token, sensitive_post_parameters()], name="dispatch")
