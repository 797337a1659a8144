"""What an administrator's change of an account leaves in the audit log, and whom it ends the session of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.people.models import User
from unionsite.accounts.sign_in.services.sessions import end_sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action

PASSWORDS = {"password1", "password2"}


@transaction.atomic
def note_account(*, user: User, actor: User | None, is_new: bool, changed: Iterable[str]) -> None:
    """Called once the account is stored; `changed` are names of fields, never their values."""
    changed = set(changed)
    if is_new:
        changes.note(kind=AccountChange.CREATE, subject=user, actor=actor, now=timezone.now())
        audit.record(Action.ACCOUNT_CREATED, actor=actor, subject=user)
        return
    if "is_active" in changed and not user.is_active:
        end_sessions(user=user, actor=actor, reason="disabled")
    if changed & PASSWORDS:
        changes.note(kind=AccountChange.PASSWORD, subject=user, actor=actor, now=timezone.now())
        end_sessions(user=user, actor=actor, reason="password")
        audit.record(Action.PASSWORD_SET, actor=actor, subject=user)
    if "is_active" in changed:
        action = Action.ACCOUNT_ENABLED if user.is_active else Action.ACCOUNT_DISABLED
        audit.record(action, actor=actor, subject=user)
    if fields := changed - PASSWORDS - {"is_active", "groups"}:
        audit.record(Action.ACCOUNT_CHANGED, actor=actor, subject=user, detail={"fields": sorted(fields)})


@dataclass
class HeldBack:
    """What a form asked for that one person may not do alone: it waits for the second one."""

    groups: list[str] = field(default_factory=list)
    is_superuser: bool = False
    password: str = ""
    is_active: bool | None = None  # None: not changed

    def proposals(self) -> list[tuple[AccountChange, dict[str, Any]]]:
        wanted: list[tuple[AccountChange, dict[str, Any]]] = []
        if self.groups or self.is_superuser:
            wanted.append((AccountChange.JOIN, {"groups": self.groups, "is_superuser": self.is_superuser}))
        if self.password:
            # Never the word itself; whoever proposed it hands it over, the ticket comes from the second person.
            wanted.append((AccountChange.PASSWORD, {"password": make_password(self.password)}))
        if self.is_active is not None:
            wanted.append((AccountChange.ENABLE if self.is_active else AccountChange.DISABLE, {}))
        return wanted


@transaction.atomic
def propose_held_back(*, user: User, actor: User, held: HeldBack, now: datetime) -> list[PendingChange]:
    """Raises Refused while the same is waiting already."""
    return [
        changes.propose(kind=kind, actor=actor, subject=user, payload=payload, now=now)
        for kind, payload in held.proposals()
    ]
