"""Authenticators, backup codes, passkeys and enrolment tickets: made, tried, replaced, taken away."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import CredentialDeviceType

from unionsite.accounts.choices import (
    BACKUP_CODES,
    CODE_FAILURES_TO_ALERT,
    MOST_PASSKEYS,
    PASSWORD_FAILURES_TO_ALERT,
    TICKET_LIFE,
)
from unionsite.accounts.people import logbook, mails
from unionsite.accounts.people.models import User
from unionsite.accounts.people.names import normalised_code, random_code
from unionsite.accounts.people.queries import security_officers
from unionsite.accounts.second_factor import webauthn
from unionsite.accounts.second_factor.models import (
    Authenticator,
    BackupCode,
    BackupCodes,
    EnrolmentTicket,
    Passkey,
    ThrottledDevice,
)
from unionsite.accounts.second_factor.queries import authenticator_of, backup_codes_left, backup_codes_of, passkeys_of
from unionsite.accounts.second_factor.throttles import CODE_FAILURES, NAME_FAILURES, PASSKEY_FAILURES
from unionsite.accounts.second_factor.webauthn import NoProof, Place
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing

KEY_BYTES = 20  # as RFC 4226 recommends for SHA-1
BACKUP_CODE_LENGTH = 12  # 58 bits
TICKET_CONTEXT = "accounts.enrolmentticket"
TICKET_LENGTH = 16  # 78 bits


@transaction.atomic
def start_enrolment(*, user: User) -> Authenticator:
    """An authenticator that is not confirmed yet, with a new key; one left over from an earlier try goes."""
    # The person is the lock: of two sessions that begin at once, the later one's key counts.
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, confirmed=False).delete()
    device = Authenticator(user=user, name="验证器", confirmed=False)
    device.set_key(secrets.token_bytes(KEY_BYTES))
    device.save()
    return device


def confirm_enrolment(
    *, user: User, token: str, now: datetime, ticket: EnrolmentTicket | None = None
) -> Authenticator | None:
    """Put the new authenticator in force when `token` is its code; the former one goes, the ticket is used up.

    None when the code is wrong, too many were tried or the ticket is no longer good. Who already works behind a
    second factor replaces it without a ticket.
    """
    device = Authenticator.objects.filter(user=user, confirmed=False).first()
    if device is None or verify_token(user, device.persistent_id, token) is None:
        return None
    with transaction.atomic():
        # The person is the lock: two confirmations, or one and a reset, come one after the other.
        user = User.objects.select_for_update().get(pk=user.pk)
        device = Authenticator.objects.filter(pk=device.pk, confirmed=False).first()
        if device is None or (ticket is not None and not redeem_ticket(ticket=ticket, now=now)):
            return None
        Authenticator.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        audit.record(Action.DEVICE_ENROLLED, actor=user, subject=user)
    return device


@transaction.atomic
def make_backup_codes(*, user: User) -> list[str]:
    """Ten new codes, given out this once; the former set is void."""
    BackupCodes.objects.filter(user=user).delete()
    device = BackupCodes.objects.create(user=user, name="备用恢复码", confirmed=True)
    made = [random_code(BACKUP_CODE_LENGTH) for _number in range(BACKUP_CODES)]
    context = f"accounts.backupcode:{user.pk}"
    BackupCode.objects.bulk_create(
        BackupCode(device=device, digest=sealing.digest(code.replace("-", ""), context)) for code in made
    )
    audit.record(Action.BACKUP_CODES_MADE, actor=user, subject=user)
    return made


def delete_devices(user: User) -> None:
    """No second factor any more: sessions that rest on it are refused at their next request (T17)."""
    User.objects.select_for_update().get(pk=user.pk)
    for model in (Authenticator, BackupCodes, Passkey):
        model.objects.filter(user=user).delete()


@transaction.atomic
def remove_devices(*, user: User) -> None:
    """Give one's own second factor up."""
    delete_devices(user)
    audit.record(Action.DEVICE_REMOVED, actor=user, subject=user)


# --- Enrolment tickets: issued by an administrator, handed over in person, good once and for a day (T06, T20) ---


@transaction.atomic
def make_ticket(*, user: User, actor: User | None, now: datetime) -> str:
    """The code of a new ticket, given out this once; earlier ones of this person are void."""
    EnrolmentTicket.objects.filter(user=user, used_at=None).delete()
    code = random_code(TICKET_LENGTH)
    EnrolmentTicket.objects.create(
        user=user,
        digest=sealing.digest(normalised_code(code), f"{TICKET_CONTEXT}:{user.pk}"),
        issued_by=actor,
        issued_at=now,
        expires_at=now + TICKET_LIFE,
    )
    audit.record(Action.TICKET_ISSUED, actor=actor, subject=user)
    return code


def find_ticket(*, user: User, code: str, now: datetime) -> EnrolmentTicket | None:
    """This person's ticket with that code if it is still good."""
    digests = sealing.digests(normalised_code(code), f"{TICKET_CONTEXT}:{user.pk}")
    return EnrolmentTicket.objects.filter(user=user, digest__in=digests, used_at=None, expires_at__gt=now).first()


def redeem_ticket(*, ticket: EnrolmentTicket, now: datetime) -> bool:
    """Use the ticket up; False when it has been used, replaced or has run out meanwhile. One of two wins."""
    return bool(EnrolmentTicket.objects.filter(pk=ticket.pk, used_at=None, expires_at__gt=now).update(used_at=now))


# --- Trying a code, and what follows a wrong one or a wrong password ---


def try_code(*, user: User, code: str) -> ThrottledDevice | None:
    """The authenticator when `code` is its present one and unused; None otherwise, whatever the reason (T09 to T15)."""
    return _attempt(user, authenticator_of(user), code)


def try_backup_code(*, user: User, code: str) -> ThrottledDevice | None:
    """The set of backup codes when `code` is one of them and unused."""
    device = _attempt(user, backup_codes_of(user), code)
    if device is not None:
        left = backup_codes_left(user)
        audit.record(Action.BACKUP_CODE_USED, actor=user, subject=user, detail={"left": left})
    return device


def _attempt(user: User, device: ThrottledDevice | None, code: str) -> ThrottledDevice | None:
    # Counted before it is looked at: of many at once no more than allowed are.
    if device is None or (failures := CODE_FAILURES.count(user.pk)) > CODE_FAILURES.number:
        return None
    verified = verify_token(user, device.persistent_id, code)
    if verified is not None:
        CODE_FAILURES.forget(user.pk)
        return verified
    _note_failure(user, failures)
    return None


def note_wrong_passkey(user: User) -> None:
    """Counted apart from codes, whose number may run out."""
    _note_failure(user, PASSKEY_FAILURES.count(user.pk))


def _note_failure(user: User, failures: int) -> None:
    is_alarming = failures == CODE_FAILURES_TO_ALERT
    logbook.note_code_failure(user, is_alarming=is_alarming)
    if is_alarming:
        mails.tell(user, mails.Notice.CODES_TRIED)
        for officer in security_officers():
            mails.tell(officer, mails.Notice.CODES_TRIED_OFFICER, about=user)


def note_wrong_password(username: str, user_id: int | None, *, failures: int) -> None:
    """After the `failures`-th wrong password of strangers at this name within an hour.

    Once in that hour the owner is told, and once the log, from when on strangers have to wait. The mail is asked for
    whether or not anybody is called so: how long the answer takes must not tell (T29).
    """
    if failures == PASSWORD_FAILURES_TO_ALERT:
        mails.send_notice.enqueue(user_id or 0, mails.Notice.PASSWORDS_TRIED.value, user_id or 0)
    if failures == NAME_FAILURES.number:
        logbook.note_tries(Action.SIGN_IN_SLOWED, username)


# --- Passkeys ---


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
