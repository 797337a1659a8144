"""Visits: they let an employee go on reading a case for half an hour after the right receipt was typed.

A visit is a sealed cookie without the receipt, not part of the session, which could link account and case (T64, T66).
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language

from interact.cases.models.case import Case
from unionsite.accounts.models import User
from unionsite.core.queries import language_prefix
from unionsite.core.sealing import Keyring, SealingError

COOKIE = "case_visit"
LIFE = timedelta(minutes=30)
MARK_LENGTH = 16
ring = Keyring("RECEIPT_KEYS")
_CONTEXT = "interact.visit"


@dataclass(frozen=True)
class Visit:
    """A visit to one case. `mark` begins the receipt's keyed hash; when the case loses its receipt, the visit is over.

    `owner_id` is the account that opened its own case without the receipt, else 0. Such a visit ends with the session
    of the account.
    """

    case_id: int
    mark: str
    owner_id: int
    ends_at: datetime


def _mark(case: Case) -> str:
    return (case.receipt_digest or "")[:MARK_LENGTH]


def begin(case: Case, *, now: datetime, owner: User | None = None) -> Visit:
    return Visit(case.pk, _mark(case), owner.pk if owner else 0, now + LIFE)


def seal(visit: Visit) -> str:
    """Return the visit sealed for a cookie, without the final `=`, which would have to be quoted."""
    text = json.dumps([visit.case_id, visit.mark, visit.owner_id, int(visit.ends_at.timestamp())])
    return ring.seal(text.encode(), _CONTEXT).rstrip("=")


def unseal(text: str, *, now: datetime) -> Visit | None:
    """Return the visit of a cookie; None if it is forged, sealed with a key that is gone, or over."""
    try:
        case_id, mark, owner_id, ends = json.loads(
            ring.unseal(text + "=" * (-len(text.partition(".")[2]) % 4), _CONTEXT)
        )
    except (SealingError, ValueError):
        return None
    visit = Visit(case_id, mark, owner_id, datetime.fromtimestamp(ends, tz=now.tzinfo))
    return visit if now < visit.ends_at else None


def _places() -> list[tuple[str, str, str]]:
    """Return (language, name of the cookie, path) for each language, so that only these paths get the cookie."""
    return [
        (
            language,
            COOKIE if language == settings.LANGUAGE_CODE else f"{COOKIE}_{language}",
            f"{language_prefix(language)}feedback/",
        )
        for language, _name in settings.LANGUAGES
    ]


def read(request: HttpRequest, *, now: datetime) -> Visit | None:
    language = get_language() or settings.LANGUAGE_CODE
    name = next((name for code, name, _path in _places() if code == language), COOKIE)
    return unseal(request.COOKIES.get(name, ""), now=now)


def case_of(visit: Visit | None, request: HttpRequest) -> Case | None:
    """Return the case of a visit; None if it was erased or purged, or if another account than its owner asks."""
    if visit is None or (visit.owner_id and request.user.pk != visit.owner_id):
        return None
    case = Case.objects.select_related("department").filter(pk=visit.case_id).first()
    if case is None or case.is_destroyed or not _mark(case) or not constant_time_compare(_mark(case), visit.mark):
        return None
    return case


def keep(response: HttpResponseBase, request: HttpRequest, visit: Visit, *, now: datetime) -> None:
    """Let the visit last half an hour from now. The cookie has no date, so the browser drops it when it is closed."""
    value = seal(replace(visit, ends_at=now + LIFE))
    for _language, name, path in _places():
        response.set_cookie(
            name,
            value,
            path=path,
            secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )


def end(response: HttpResponse) -> None:
    for _language, name, path in _places():
        response.delete_cookie(name, path=path, samesite="Strict")
