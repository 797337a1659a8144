"""Carries what somebody typed from page to page when a form could not be accepted, until it can be sent again.

The values stand in hidden fields of the answer; neither the server nor the device stores them. Files cannot be carried;
the page says so. Where the way leads over another host, the server keeps them sealed, and the device the key (0041).
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from unionsite.core.sealing import SealingError, decrypt, encrypt

FIELD, TARGET, FILES = "carried", "carried_to", "carried_files"
_NEVER = frozenset({"csrfmiddlewaretoken", FIELD, TARGET, FILES})
Pairs = list[tuple[str, str]]


def is_secret(name: str) -> bool:
    """Whether the field holds a password, receipt or code; such a field is never carried to another page."""
    return "password" in name or name in ("receipt", "code")


def typed_in(request: HttpRequest) -> Pairs:
    """Return names and values of the posted form, without secrets and technical fields."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NEVER and not is_secret(name)
        for value in values
    ]


def context_of(request: HttpRequest) -> dict[str, object]:
    """Return the context of `components/_carried.html`: the form just sent, or what that form itself carried along."""
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
    """Answer with a page whose one button sends the carried values to the address they were meant for."""
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


# --- Over another host and back ---

ASIDE, ASIDE_SECONDS, ASIDE_BYTES = "carried_aside", 600, 256 * 1024


def set_aside(request: HttpRequest, response: HttpResponse, *, path: str) -> None:
    """Keep what a form carries for ten minutes: sealed in the session, with the key in a cookie for `path` alone."""
    kept = json.dumps({name: request.POST[name] for name in (FIELD, TARGET, FILES) if name in request.POST}).encode()
    if not is_carrying(request) or len(kept) > ASIDE_BYTES:
        return
    key = os.urandom(32)
    request.session[ASIDE] = urlsafe_b64encode(encrypt(key, kept, ASIDE)).decode()
    how = {"path": path, "httponly": True, "secure": request.is_secure(), "samesite": "Lax"}
    response.set_cookie(ASIDE, urlsafe_b64encode(key).decode(), max_age=ASIDE_SECONDS, **how)


def take_up(request: HttpRequest) -> bool:
    """Put what was set aside back into the request, as if its form had carried it; False if there is nothing."""
    sealed, key = request.session.pop(ASIDE, ""), request.COOKIES.get(ASIDE, "")
    with suppress(SealingError, ValueError):
        kept = json.loads(decrypt(urlsafe_b64decode(key), urlsafe_b64decode(sealed), ASIDE))
        request.POST = QueryDict(urlencode(kept))  # type: ignore[assignment]
    return is_carrying(request)
