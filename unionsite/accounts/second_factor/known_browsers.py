"""Browsers in which somebody has signed in fully before: their tries are counted apart from those of strangers.

Wrong passwords of strangers then slow strangers down and never the owner. The cookie is no key: whoever holds it must
still show password and code; it buys a counter of its own. It is sent to the addresses of signing in alone, so that
nothing else, least of all what is sent to the union without a name, arrives with it.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation

from unionsite.accounts.choices import KNOWN_BROWSER_LIFE, PEOPLE_AT_ONE_BROWSER
from unionsite.accounts.people.models import User

SALT = "accounts.known-browser"


def remember_on_answer(request: HttpRequest, user: User) -> None:
    """This person is in: the answer to the request will say so to the browser."""
    request.remembers_browser_of = user.pk


def add_cookies(request: HttpRequest, response: HttpResponseBase) -> None:
    """What `remember_on_answer` has promised; several people may share a computer."""
    user_id = getattr(request, "remembers_browser_of", None)
    if user_id is None:
        return
    # A new mark each time: who got in begins with a counter at nought.
    others = [(key, mark) for key, mark in _marks(request).items() if key != str(user_id)]
    marks = dict([*others[1 - PEOPLE_AT_ONE_BROWSER :], (str(user_id), secrets.token_urlsafe(12))])
    value = signing.dumps(marks, salt=SALT)
    for number, path in enumerate(_addresses()):
        response.set_cookie(
            f"{settings.KNOWN_BROWSER_COOKIE}-{number}",
            value,
            max_age=KNOWN_BROWSER_LIFE,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def mark_of(request: HttpRequest, user_id: int | None) -> str:
    """What this browser's tries for that person are counted by; empty where they have not signed in with it."""
    return _marks(request).get(str(user_id), "")


def is_known(request: HttpRequest, credentials=None) -> bool:
    """For axes: the form has found the mark and counts by it."""
    return getattr(request, "is_known_browser", False)


def _marks(request: HttpRequest) -> dict[str, str]:
    for name, value in request.COOKIES.items():
        if name.startswith(f"{settings.KNOWN_BROWSER_COOKIE}-"):
            try:
                return signing.loads(value, salt=SALT, max_age=KNOWN_BROWSER_LIFE)
            except signing.BadSignature:
                continue
    return {}


def _addresses() -> list[str]:
    """Every address that takes a password, in every language."""
    paths = [reverse("accounts:sign_in")]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths += [reverse("account:login"), reverse("front_login")]
    return paths
