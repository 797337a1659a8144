"""What an administrator's change of an account leaves in the audit log, and whom it ends the session of."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from unionsite.accounts.models import User
from unionsite.accounts.services import sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action

PASSWORDS = {"password1", "password2"}


@transaction.atomic
def note_account(*, user: User, actor: User | None, is_new: bool, changed: Iterable[str]) -> None:
    """Called once the account is stored; `changed` are names of fields, never their values."""
    changed = set(changed)
    if is_new:
        audit.record(Action.ACCOUNT_CREATED, actor=actor, subject=user)
        return
    if "is_active" in changed and not user.is_active:
        sessions.end_sessions(user=user, actor=actor, reason="disabled")
    if changed & PASSWORDS:
        sessions.end_sessions(user=user, actor=actor, reason="password")
        audit.record(Action.PASSWORD_SET, actor=actor, subject=user)
    if "is_active" in changed:
        action = Action.ACCOUNT_ENABLED if user.is_active else Action.ACCOUNT_DISABLED
        audit.record(action, actor=actor, subject=user)
    if fields := changed - PASSWORDS - {"is_active", "groups"}:
        audit.record(Action.ACCOUNT_CHANGED, actor=actor, subject=user, detail={"fields": sorted(fields)})
