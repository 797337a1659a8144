"""Sessions of cases: whoever typed the right receipt may go on reading the case for half an hour.

Each is a sealed cookie without the receipt, apart from Django's session, which could link account and case (T64, T66).
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
# The name it had first: cookies of readers were sealed with it.
_CONTEXT = "interact.visit"


@dataclass(frozen=True)
class CaseSession:
    """A session for one case. `mark` begins the receipt's keyed hash; without its receipt the case has no sessions.

    `owner_id` is the account that opened its own case without the receipt, else 0. It ends with the sign-in of the
    account.
    """

    case_id: int
    mark: str
    owner_id: int
    ends_at: datetime


def _mark(case: Case) -> str:
    return (case.receipt_digest or "")[:MARK_LENGTH]


def begin(case: Case, *, now: datetime, owner: User | None = None) -> CaseSession:
    return CaseSession(case.pk, _mark(case), owner.pk if owner else 0, now + LIFE)


def seal(session: CaseSession) -> str:
    """Return the session sealed for a cookie, without the final `=`, which would have to be quoted."""
    text = json.dumps([session.case_id, session.mark, session.owner_id, int(session.ends_at.timestamp())])
    return ring.seal(text.encode(), _CONTEXT).rstrip("=")


def unseal(text: str, *, now: datetime) -> CaseSession | None:
    """Return the session of a cookie; None if it is forged, sealed with a key that is gone, or over."""
    try:
        case_id, mark, owner_id, ends = json.loads(
            ring.unseal(text + "=" * (-len(text.partition(".")[2]) % 4), _CONTEXT)
        )
    except (SealingError, ValueError):
        return None
    session = CaseSession(case_id, mark, owner_id, datetime.fromtimestamp(ends, tz=now.tzinfo))
    return session if now < session.ends_at else None


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


def read(request: HttpRequest, *, now: datetime) -> CaseSession | None:
    language = get_language() or settings.LANGUAGE_CODE
    name = next((name for code, name, _path in _places() if code == language), COOKIE)
    return unseal(request.COOKIES.get(name, ""), now=now)


def case_of(session: CaseSession | None, request: HttpRequest) -> Case | None:
    """Return the case of a session; None if it was erased or purged, or if another account than its owner asks."""
    if session is None or (session.owner_id and request.user.pk != session.owner_id):
        return None
    case = Case.objects.select_related("department").filter(pk=session.case_id).first()
    if case is None or case.is_destroyed or not _mark(case) or not constant_time_compare(_mark(case), session.mark):
        return None
    return case


def keep(response: HttpResponseBase, request: HttpRequest, session: CaseSession, *, now: datetime) -> None:
    """Let the session last half an hour from now. The cookie has no date, so the browser drops it when it is closed."""
    value = seal(replace(session, ends_at=now + LIFE))
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
