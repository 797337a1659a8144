"""Gathers the app's models: people, their means of signing in, sessions, changes and imports of the roll."""

from unionsite.accounts.changes.models import PendingChange  # noqa: F401
from unionsite.accounts.people.models import Department, PasswordRecord, SecuritySettings, StaffSession, User  # noqa: F401
from unionsite.accounts.public_words.models import WordsChange  # noqa: F401
from unionsite.accounts.roll.models import RollImport, RollRow  # noqa: F401
from unionsite.accounts.second_factor.models import (  # noqa: F401
    ActivationCode,
    Authenticator,
    BackupCodes,
    EnrolmentTicket,
    Passkey,
)
