"""Carries what somebody typed from page to page when a form could not be taken, until it can be sent again.

It stands in hidden fields of the answer; neither the server nor the device keeps it. Files cannot be carried; the page
says so.
"""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

FIELD, TARGET, FILES = "carried", "carried_to", "carried_files"
_NEVER = frozenset({"csrfmiddlewaretoken", FIELD, TARGET, FILES})
Pairs = list[tuple[str, str]]


def is_secret(name: str) -> bool:
    """Whether the field holds what opens something: it stands in no page but its own."""
    return "password" in name or name in ("receipt", "code")


def typed_in(request: HttpRequest) -> Pairs:
    """Names and values of the form, without what must not stand in a page."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER and not is_secret(name)
        for value in values
    ]


def context_of(request: HttpRequest) -> dict[str, object]:
    """For `components/_carried.html` in a form between: of what was just sent, or of what that form brought along."""
    if FIELD in request.POST:
        pairs, target, has_files = _read(request), _target(request), FILES in request.POST
    else:
        pairs, target, has_files = typed_in(request), request.get_full_path(), any(request.FILES.values())
    return {
        "carried": pairs,
        "carried_text": json.dumps(pairs, ensure_ascii=False),
        "carried_to": target,
        "carried_files": has_files,
    }


def is_carrying(request: HttpRequest) -> bool:
    return FIELD in request.POST and bool(_target(request))


def send_on(request: HttpRequest, *, title: str, text: str, status: int = 200) -> HttpResponse:
    """The page with one button, which sends what was carried to where it was meant for."""
    request.shows_frame = True  # type: ignore[attr-defined]
    context = context_of(request) | {"title": title, "text": text}
    response = TemplateResponse(request, "send_on.html", context, status=status)
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def is_of_this_site(request: HttpRequest) -> bool:
    """Whether the browser itself says that the form stood on a page of this site."""
    origin = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == origin


def _target(request: HttpRequest) -> str:
    target = request.POST.get(TARGET, "")
    is_safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_safe and target.startswith("/") and target.isprintable() else ""


def _read(request: HttpRequest) -> Pairs:
    try:
        pairs = json.loads(request.POST.get(FIELD, ""))
        return [
            (str(name), str(value)) for name, value in pairs if str(name) not in _NEVER and not is_secret(str(name))
        ]
    except (ValueError, TypeError):
        return []
