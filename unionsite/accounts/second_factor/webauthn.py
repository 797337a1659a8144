"""The WebAuthn messages about passkeys between site and browser: options out, answers in. Stores nothing.

The library is imported by the functions that need it: it is the largest of all, and few requests ever do.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import Passkey
from unionsite.core import sealing

if TYPE_CHECKING:
    from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor
    from webauthn.registration.verify_registration_response import VerifiedRegistration

TIMEOUT = 120_000  # milliseconds for the person to show face, finger or PIN


class NoProof(Exception):
    """The answer proves nothing: wrong key, place or challenge, or no answer at all."""


@dataclass(frozen=True)
class Place:
    """Where a passkey is good: the page's origin as browsers report it, and the host that the key is bound to."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or ""

    @property
    def takes_passkeys(self) -> bool:
        """Whether it has https and a host name; browsers make one exception, for localhost."""
        try:
            ipaddress.ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False


def place_of(request: HttpRequest) -> Place | None:
    """Return the place of this request if it is one of ours where passkeys are good, else None."""
    place = Place(f"{request.scheme}://{request.get_host()}")
    return place if place.origin in settings.PASSKEY_ORIGINS and place.takes_passkeys else None


def usual_place() -> str:
    """Return the address at which passkeys can be used; "" where the site has none."""
    return next((origin for origin in settings.PASSKEY_ORIGINS if Place(origin).takes_passkeys), "")


def options_to_bind(user: User, place: Place, challenge: bytes, known: Iterable[Passkey]) -> str:
    """Return JSON for `navigator.credentials.create()`; an authenticator takes no second key of the same person."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement

    options = generate_registration_options(
        rp_id=place.host,
        rp_name=settings.WAGTAIL_SITE_NAME,
        user_id=bytes.fromhex(sealing.digest(str(user.pk), "accounts.passkey-user")),
        user_name=user.get_username(),
        user_display_name=str(user),
        challenge=challenge,
        timeout=TIMEOUT,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_verification()
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def options_to_show(place: Place, challenge: bytes, known: Iterable[Passkey]) -> str:
    """Return JSON for `navigator.credentials.get()`."""
    from webauthn import generate_authentication_options, options_to_json

    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        timeout=TIMEOUT,
        allow_credentials=_descriptors(known),
        user_verification=_verification(),
    )
    return options_to_json(options)


def _verification():
    from webauthn.helpers.structs import UserVerificationRequirement

    # The key must ask for face, finger or PIN: a stick may be found in an unlocked desk by somebody else.
    return UserVerificationRequirement.REQUIRED


def _descriptors(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in known]


def read_binding(answer: str, *, place: Place, challenge: bytes) -> VerifiedRegistration:
    """Return a new key that answers `challenge` at `place`. Raises NoProof."""
    from webauthn import verify_registration_response

    _refuse_unasked(challenge)
    try:
        return verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception as error:  # the library has no common error for what a stranger's bytes may hold
        raise NoProof(str(error)) from error


def credential_of(answer: str) -> str:
    """Return the id of the key that claims to have answered. Raises NoProof."""
    from webauthn.helpers import parse_authentication_credential_json

    try:
        return parse_authentication_credential_json(answer).id
    except Exception as error:  # as above
        raise NoProof(str(error)) from error


def read_answer(answer: str, *, place: Place, challenge: bytes, passkey: Passkey) -> VerifiedAuthentication:
    """Return what the key reports after signing `challenge` at `place`. Raises NoProof, also for a counter that has not
    moved on: it betrays a copied key."""
    from webauthn import base64url_to_bytes, verify_authentication_response

    _refuse_unasked(challenge)
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise NoProof(str(error)) from error


def _refuse_unasked(challenge: bytes) -> None:
    """Refuse an answer without a challenge: two empty challenges would be equal."""
    if not challenge:
        raise NoProof("nothing was asked")
