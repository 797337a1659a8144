"""Tables of people, their ways of proving who they are, and their sessions."""

from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.people.models import Department, PasswordRecord, SecuritySettings, StaffSession, User
from unionsite.accounts.roll.models import RollImport, RollRow
from unionsite.accounts.second_factor.models import (
    ActivationCode,
    Authenticator,
    BackupCode,
    BackupCodes,
    EnrolmentTicket,
    Passkey,
)

__all__ = [
    "ActivationCode",
    "Authenticator",
    "BackupCode",
    "BackupCodes",
    "Department",
    "EnrolmentTicket",
    "Passkey",
    "PasswordRecord",
    "PendingChange",
    "RollImport",
    "RollRow",
    "SecuritySettings",
    "StaffSession",
    "User",
]
