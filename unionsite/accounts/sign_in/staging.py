"""Signing in, in stages: what a session holds between the password and the code, and what makes it a person's.

A right password alone signs nobody in: it makes a pending state of five minutes that only the next step reads.
`auth.login()` runs after the code, so that the session's key and the CSRF token change (T07, T08).
"""

import hmac
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.contrib import auth, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import login as otp_login
from django_otp.models import Device

from unionsite.accounts.choices import FORM_TIME, PENDING_LIFE, STEP_UP_LIFE
from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import security_settings
from unionsite.accounts.second_factor import known_browsers
from unionsite.accounts.sign_in.services import take_over_session

PENDING, TICKET = "sign-in-pending", "sign-in-ticket"
CHALLENGE = "passkey-challenge"
CHALLENGE_BYTES = 32
SEEN, STARTED, STEPPED_UP = "staff-seen", "staff-started", "staff-stepped-up"


@dataclass(frozen=True)
class Pending:
    """Whose password was right, when, and where they want to go."""

    user_id: int
    backend: str
    password_hash: str
    at: float
    next: str


def begin(request: HttpRequest, user: User, next_url: str) -> None:
    """Sign out whoever was signed in here, and note that this person's password was right."""
    request.session.flush()
    request.user = auth.models.AnonymousUser()
    pending = Pending(user.pk, user.backend, user.get_session_auth_hash(), time.time(), next_url)
    request.session[PENDING] = asdict(pending)
    request.session.set_expiry(int(PENDING_LIFE.total_seconds()))


def pending(request: HttpRequest) -> Pending | None:
    state = request.session.get(PENDING)
    return Pending(**state) if state else None


def pending_user(request: HttpRequest) -> User | None:
    """Return who gave a right password within five minutes, unless it changed or the account closed since (T16)."""
    state = pending(request)
    if state is None or time.time() - state.at >= PENDING_LIFE.total_seconds():
        return None
    user = User.objects.filter(pk=state.user_id, is_active=True).first()
    if user is None or not hmac.compare_digest(user.get_session_auth_hash(), state.password_hash):
        return None
    user.backend = state.backend
    return user


def finish(request: HttpRequest, user: User, device: Device) -> None:
    """Sign the person in: a session with a new key, the only one they have."""
    request.session.pop(PENDING, None)
    request.session.pop(TICKET, None)
    auth.login(request, user, backend=user.backend)
    otp_login(request, device)
    known_browsers.remember_on_answer(request, user)
    now = time.time()
    request.session[SEEN] = request.session[STARTED] = request.session[STEPPED_UP] = now
    request.session.set_expiry(0)  # ends with the browser; the guard ends it earlier
    if take_over_session(user=user, session_key=request.session.session_key):
        messages.warning(request, _("您在另一处的登录已经结束。如果那不是您本人，请立即修改密码并告知安全管理员。"))


def finish_employee(request: HttpRequest, user: User) -> None:
    """Sign an employee in by password alone, only for the public site, for some days."""
    request.session.flush()
    auth.login(request, user, backend=user.backend)
    request.session.set_expiry(timedelta(days=security_settings().employee_days))
    known_browsers.remember_on_answer(request, user)


def step_up(request: HttpRequest) -> None:
    """Note that a code was asked for again and was right."""
    request.session[STEPPED_UP] = time.time()


def has_stepped_up(request: HttpRequest) -> bool:
    """Whether a code was right in the last five minutes; a form opened then may take ten more to be filled in."""
    life = STEP_UP_LIFE if request.method in ("GET", "HEAD") else STEP_UP_LIFE + FORM_TIME
    return time.time() - request.session.get(STEPPED_UP, 0) < life.total_seconds()


def new_challenge(request: HttpRequest, purpose: str) -> bytes:
    """Return what a passkey must sign: new for each page, good once, for one purpose and a few minutes."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    request.session[CHALLENGE] = {"value": challenge.hex(), "for": purpose, "at": time.time()}
    return challenge


def take_challenge(request: HttpRequest, purpose: str) -> bytes:
    """Use up and return the challenge of the page before; empty without one, or if it is old or for another purpose."""
    asked = request.session.pop(CHALLENGE, None)
    if not asked or asked["for"] != purpose or time.time() - asked["at"] >= PENDING_LIFE.total_seconds():
        return b""
    return bytes.fromhex(asked["value"])
