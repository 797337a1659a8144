"""Reads of a person's authenticator, backup codes and passkeys."""

from __future__ import annotations

from django.db.models import QuerySet

from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import Authenticator, BackupCodes, Passkey


def authenticator_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, confirmed=True).first()


def backup_codes_of(user: User) -> BackupCodes | None:
    return BackupCodes.objects.filter(user=user).first()


def backup_codes_left(user: User) -> int:
    codes = backup_codes_of(user)
    return codes.codes.filter(used_at=None).count() if codes else 0


def passkeys_of(user: User, host: str | None = None) -> QuerySet[Passkey]:
    """Return all passkeys of this person, or only those that are good on `host`."""
    passkeys = Passkey.objects.filter(user=user, confirmed=True)
    return passkeys if host is None else passkeys.filter(host=host)
