"""Passkeys: bound, tried, renamed, taken away."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import CredentialDeviceType

from unionsite.accounts.choices import MOST_PASSKEYS
from unionsite.accounts.people import mails
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor import webauthn
from unionsite.accounts.second_factor.models import Passkey
from unionsite.accounts.second_factor.queries import passkeys_of
from unionsite.accounts.second_factor.services.verification import note_wrong_passkey
from unionsite.accounts.second_factor.webauthn import NoProof, Place
from unionsite.audit import services as audit
from unionsite.audit.choices import Action


@transaction.atomic
def bind_passkey(*, user: User, name: str, answer: str, challenge: bytes, place: Place) -> Passkey:
    """A new passkey in force. Raises NoProof: no answer to this challenge, a key that is bound, or too many of them."""
    User.objects.select_for_update().get(pk=user.pk)
    key = webauthn.read_binding(answer, place=place, challenge=challenge)
    identifier = bytes_to_base64url(key.credential_id)
    if Passkey.objects.filter(credential_id=identifier).exists() or passkeys_of(user).count() >= MOST_PASSKEYS:
        raise NoProof("bound already, or too many")
    passkey = Passkey.objects.create(
        user=user,
        name=name,
        confirmed=True,
        credential_id=identifier,
        public_key=bytes_to_base64url(key.credential_public_key),
        host=place.host,
        sign_count=key.sign_count,
        is_synced=key.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        last_challenge=_digest(challenge),
    )
    audit.record(Action.DEVICE_ENROLLED, actor=user, subject=user, detail={"passkey": name})
    mails.tell(user, mails.Notice.PASSKEY_ADDED)
    return passkey


def try_passkey(*, user: User, answer: str, challenge: bytes, place: Place) -> Passkey | None:
    """The passkey of this person that has answered to `challenge` at `place`; None otherwise, whatever the reason.

    No number of wrong answers shuts the owner out: they cannot be guessed. They are noted and told like wrong codes.
    """
    try:
        return _try(user, answer, challenge, place)
    except NoProof:
        note_wrong_passkey(user)
        return None


@transaction.atomic
def _try(user: User, answer: str, challenge: bytes, place: Place) -> Passkey:
    # The row is the lock: of two requests with one answer, one finds the challenge used (T10).
    passkey = (
        passkeys_of(user, place.host).select_for_update().filter(credential_id=webauthn.credential_of(answer)).first()
    )
    if passkey is None or passkey.last_challenge == _digest(challenge):
        raise NoProof("unknown, or answered already")
    shown = webauthn.read_answer(answer, place=place, challenge=challenge, passkey=passkey)
    passkey.sign_count, passkey.last_challenge = shown.new_sign_count, _digest(challenge)
    passkey.last_used_at = timezone.now()
    passkey.save()
    return passkey


def rename_passkey(*, passkey: Passkey, name: str) -> None:
    passkey.name = name
    passkey.save(update_fields=["name"])


@transaction.atomic
def remove_passkey(*, passkey: Passkey) -> None:
    """Sessions that rest on it are refused at their next request (T17)."""
    user = passkey.user
    passkey.delete()
    audit.record(Action.DEVICE_REMOVED, actor=user, subject=user, detail={"passkey": passkey.name})
    mails.tell(user, mails.Notice.PASSKEY_REMOVED)


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
