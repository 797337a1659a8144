"""Browsers in which a person has fully signed in before: their tries are counted apart from those of strangers.

So wrong passwords from strangers slow strangers down and never the owner. The cookie opens nothing: its holder must
still give password and code; it only buys a counter of its own. It is sent to the sign-in addresses alone, so that it
comes with no other request, least of all with what people send to the union anonymously.
"""

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
    """Note that this person is signed in, so that the answer sets the cookie."""
    request.remembers_browser_of = user.pk


def add_cookies(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookies that `remember_on_answer` promised; they also keep the marks of other people at this computer."""
    user_id = getattr(request, "remembers_browser_of", None)
    if user_id is None:
        return
    # A new mark each time: after signing in the counter begins at zero.
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
    """Return the mark by which this browser's tries for that person are counted; "" if they never signed in with it."""
    return _marks(request).get(str(user_id), "")


def is_known(request: HttpRequest, credentials=None) -> bool:
    """Tell axes whether the form has found a mark and counts by it."""
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
    """Return every address that takes a password, in every language."""
    paths = [reverse("accounts:sign_in")]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            paths += [reverse("account:login"), reverse("front_login")]
    return paths
