"""Tables of people, their ways of proving who they are, and their sessions."""

from unionsite.accounts.models.changes import PendingChange
from unionsite.accounts.models.codes import ActivationCode, EnrolmentTicket
from unionsite.accounts.models.devices import Authenticator, BackupCode, BackupCodes, Passkey
from unionsite.accounts.models.passwords import PasswordRecord
from unionsite.accounts.models.people import Department, User
from unionsite.accounts.models.roll import RollImport, RollRow
from unionsite.accounts.models.sessions import StaffSession
from unionsite.accounts.models.settings import SecuritySettings

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
