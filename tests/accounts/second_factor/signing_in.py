"""Signing in as a browser does it: password, then a code computed as the phone computes it."""

import time

from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from tests.conftest import member
from tests.factories import UserFactory
from unionsite.accounts.models import Authenticator, User
from unionsite.accounts.second_factor.models import DIGITS, STEP_SECONDS
from unionsite.accounts.sign_in import staging

PASSWORD = "a long-enough Password 1"  # what UserFactory gives everybody
ROUTES = ("/admin/login/", "/_util/login/", "/account/login/")
SIGN_IN, CODE, PASSKEY, BACKUP_CODE, TICKET, ENROL = (
    "/admin/login/",
    "/admin/login/code/",
    "/admin/login/passkey/",
    "/admin/login/backup-code/",
    "/admin/login/ticket/",
    "/admin/login/enrol/",
)


def staff(role: str, **fields) -> User:
    """A member of staff whose password is theirs and new."""
    return member(role, **{"password_changed_at": timezone.now()} | fields)


def superuser(**fields) -> User:
    return UserFactory(**{"is_superuser": True, "password_changed_at": timezone.now()} | fields)


def code_of(device: Authenticator, *, steps: int = 0) -> str:
    """What the phone shows now, or so many steps of 30 seconds from now."""
    totp = TOTP(device.key, STEP_SECONDS, 0, DIGITS)
    totp.time = time.time() + steps * STEP_SECONDS
    return f"{totp.token():0{DIGITS}d}"


def wrong_code(device: Authenticator) -> str:
    """A code that is not good now, nor a step before or after."""
    near = {code_of(device, steps=steps) for steps in range(-2, 3)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in near)


def give_password(client, user, *, route=SIGN_IN, password=PASSWORD, **data):
    return client.post(route, {"username": user.username, "password": password, **data})


def give_code(client, code, *, address=CODE, **data):
    return client.post(address, {"code": code, **data})


def sign_in(client, device, *, route=SIGN_IN, **data):
    """All the way in with password and code; returns the last answer."""
    answer = give_password(client, device.user, route=route, **data)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    answer = give_code(client, code_of(device))
    assert answer.status_code == 302
    return answer


def key_of(client) -> str:
    return client.cookies["sessionid"].value


def is_in(client) -> bool:
    """Whether this browser is let into the admin (a light page of it, answered to signed-in staff alone)."""
    return client.get(reverse("accounts:second_factor")).status_code == 200


def is_led_to_sign_in(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].split("?")[0] == SIGN_IN


def forget_the_code(client) -> None:
    """As if the code of this session had been long ago."""
    session = client.session
    session[staging.STEPPED_UP] = 0
    session.save()
