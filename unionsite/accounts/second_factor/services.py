"""Makes, tries, replaces and removes authenticators, backup codes, passkeys and enrolment tickets."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_otp import verify_token

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
    BackupCodes,
    EnrolmentTicket,
    Passkey,
    ThrottledDevice,
    authenticator_of,
    backup_codes_left,
    backup_codes_of,
    passkeys_of,
)
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
    """Create an authenticator with a new key, not confirmed yet; one left over from an earlier try is deleted."""
    # The person's row is the lock: of two sessions that begin at once, the later one's key counts.
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user, confirmed=False).delete()
    device = Authenticator(user=user, name="验证器", confirmed=False)
    device.set_key(secrets.token_bytes(KEY_BYTES))
    device.save()
    return device


def confirm_enrolment(
    *, user: User, token: str, now: datetime, ticket: EnrolmentTicket | None = None
) -> Authenticator | None:
    """Put the new authenticator in force if `token` is its code; this deletes the former one and uses up the ticket.

    None when the code is wrong, too many were tried, or the ticket is no longer good. A person who already works behind
    a second factor replaces it without a ticket.
    """
    device = Authenticator.objects.filter(user=user, confirmed=False).first()
    if device is None or verify_token(user, device.persistent_id, token) is None:
        return None
    with transaction.atomic():
        # The person's row is the lock: two confirmations, or one and a reset, run one after the other.
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
    """Return ten new codes, readable only now; the former set becomes void."""
    BackupCodes.objects.filter(user=user).delete()
    made = [random_code(BACKUP_CODE_LENGTH) for _number in range(BACKUP_CODES)]
    unused = [sealing.digest(code.replace("-", ""), f"accounts.backupcode:{user.pk}") for code in made]
    BackupCodes.objects.create(user=user, name="备用恢复码", confirmed=True, unused=unused)
    audit.record(Action.BACKUP_CODES_MADE, actor=user, subject=user)
    return made


def delete_devices(user: User) -> None:
    """Delete the person's whole second factor: sessions that rest on it are refused at their next request (T17)."""
    User.objects.select_for_update().get(pk=user.pk)
    for model in (Authenticator, BackupCodes, Passkey):
        model.objects.filter(user=user).delete()


@transaction.atomic
def remove_devices(*, user: User) -> None:
    """Delete one's own second factor."""
    delete_devices(user)
    audit.record(Action.DEVICE_REMOVED, actor=user, subject=user)


# --- Enrolment tickets: issued by an administrator, handed over in person, good once and for a day (T06, T20) ---


@transaction.atomic
def make_ticket(*, user: User, actor: User | None, now: datetime) -> str:
    """Return the code of a new ticket, readable only now; earlier tickets of this person become void."""
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
    """Return this person's ticket with that code if it is still good."""
    digests = sealing.digests(normalised_code(code), f"{TICKET_CONTEXT}:{user.pk}")
    return EnrolmentTicket.objects.filter(user=user, digest__in=digests, used_at=None, expires_at__gt=now).first()


def redeem_ticket(*, ticket: EnrolmentTicket, now: datetime) -> bool:
    """Use the ticket up; False when it was used or replaced or has expired meanwhile. Of two requests only one wins."""
    return bool(EnrolmentTicket.objects.filter(pk=ticket.pk, used_at=None, expires_at__gt=now).update(used_at=now))


# --- Trying a code, and what follows a wrong code or password ---


def try_code(*, user: User, code: str) -> ThrottledDevice | None:
    """Return the authenticator if `code` is its current, unused code; None otherwise, for any reason (T09 to T15)."""
    return _attempt(user, authenticator_of(user), code)


def try_backup_code(*, user: User, code: str) -> ThrottledDevice | None:
    """Return the set of backup codes if `code` is one of them and unused, else None."""
    device = _attempt(user, backup_codes_of(user), code)
    if device is not None:
        left = backup_codes_left(user)
        audit.record(Action.BACKUP_CODE_USED, actor=user, subject=user, detail={"left": left})
    return device


def _attempt(user: User, device: ThrottledDevice | None, code: str) -> ThrottledDevice | None:
    # Count before checking: of many parallel requests only the allowed number are checked.
    if device is None or (failures := CODE_FAILURES.count(user.pk)) > CODE_FAILURES.number:
        return None
    verified = verify_token(user, device.persistent_id, code)
    if verified is not None:
        CODE_FAILURES.forget(user.pk)
        return verified
    _note_failure(user, failures)
    return None


def _note_failure(user: User, failures: int) -> None:
    is_alarming = failures == CODE_FAILURES_TO_ALERT
    logbook.note_code_failure(user, is_alarming=is_alarming)
    if is_alarming:
        mails.tell(user, mails.Notice.CODES_TRIED)
        for officer in security_officers():
            mails.tell(officer, mails.Notice.CODES_TRIED_OFFICER, about=user)


def note_wrong_password(username: str, user_id: int | None, *, failures: int) -> None:
    """Follow up the `failures`-th wrong password from strangers at this name within an hour.

    Once in that hour the owner is told, and once the log, when strangers have to wait from now on. The mail is enqueued
    whether or not there is such an account: the time of the answer must not tell (T29).
    """
    if failures == PASSWORD_FAILURES_TO_ALERT:
        mails.send_notice.enqueue(user_id or 0, mails.Notice.PASSWORDS_TRIED.value, user_id or 0)
    if failures == NAME_FAILURES.number:
        logbook.note_tries(Action.SIGN_IN_SLOWED, username)


# --- Passkeys ---


@transaction.atomic
def bind_passkey(*, user: User, name: str, answer: str, challenge: bytes, place: Place) -> Passkey:
    """Bind a new passkey. Raises NoProof: no answer to this challenge, a key bound already, or too many of them."""
    from webauthn.helpers import bytes_to_base64url  # As in second_factor/webauthn.py.
    from webauthn.helpers.structs import CredentialDeviceType

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
    """Return this person's passkey that answered `challenge` at `place`; None otherwise, whatever the reason.

    Any number of wrong answers locks nobody out: they cannot be guessed. They are recorded and told like wrong codes.
    """
    try:
        return _try(user, answer, challenge, place)
    except NoProof:
        # Counted apart from codes, whose number of tries is limited.
        _note_failure(user, PASSKEY_FAILURES.count(user.pk))
        return None


def owner_of_passkey(*, answer: str, challenge: bytes, place: Place) -> User | None:
    """Return whose passkey answered, when nobody has said who they are; None otherwise, and nobody is told of it."""
    try:
        keys = Passkey.objects.filter(credential_id=webauthn.credential_of(answer), user__is_active=True)
        key = keys.select_related("user").first()
        return _try(key.user, answer, challenge, place).user if key else None
    except NoProof:
        return None


@transaction.atomic
def _try(user: User, answer: str, challenge: bytes, place: Place) -> Passkey:
    # The row is the lock: of two requests with the same answer, the second finds the challenge used (T10).
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
    """Delete the passkey; sessions that rest on it are refused at their next request (T17)."""
    user = passkey.user
    passkey.delete()
    audit.record(Action.DEVICE_REMOVED, actor=user, subject=user, detail={"passkey": passkey.name})
    mails.tell(user, mails.Notice.PASSKEY_REMOVED)


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
