"""How pages about a case are answered: nothing of them is kept, and no other site learns where the reader came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

Answering = Callable[..., HttpResponseBase]


def quiet(view: Answering) -> Answering:
    """`no-store`, no referrer for other sites, not for search engines (T64).

    Not `no-referrer`: with it browsers send `Origin: null` along with a form, which the check against forged forms must
    refuse. The addresses hold no secret.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


guarded = method_decorator([quiet, sensitive_post_parameters()], name="dispatch")
