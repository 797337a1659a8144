"""Authenticators and backup codes: bound, confirmed, replaced, taken away."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django_otp import verify_token

from unionsite.accounts.choices import BACKUP_CODES
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.codes import random_code
from unionsite.accounts.second_factor.models import Authenticator, BackupCode, BackupCodes, EnrolmentTicket, Passkey
from unionsite.accounts.second_factor.services.tickets import redeem_ticket
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import sealing

KEY_BYTES = 20  # as RFC 4226 recommends for SHA-1
BACKUP_CODE_LENGTH = 12  # 58 bits


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


@transaction.atomic
def remove_devices(*, user: User, actor: User | None) -> None:
    """No second factor any more: sessions that rest on it are refused at their next request (T17)."""
    User.objects.select_for_update().get(pk=user.pk)
    for model in (Authenticator, BackupCodes, Passkey):
        model.objects.filter(user=user).delete()
    audit.record(Action.DEVICE_REMOVED, actor=actor, subject=user)
