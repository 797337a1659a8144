"""Passwords: set, remembered so that they do not come back."""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.choices import PASSWORD_HISTORY
from unionsite.accounts.people.models import PasswordRecord, User
from unionsite.accounts.second_factor.throttles import NAME_FAILURES, NAME_TURNS
from unionsite.audit import services as audit
from unionsite.audit.choices import Action


@transaction.atomic
def set_password(*, user: User, password: str, actor: User | None = None, action: Action | None = None) -> None:
    """Store a validated password. Set by somebody else it must be changed at the next sign-in.

    `action` is what the audit log calls it; by default a change of one's own or one set by an administrator.
    """
    is_own = actor is None or actor.pk == user.pk
    user.set_password(password)
    user.must_change_password = not is_own
    user.save()
    if action is None:
        action = Action.PASSWORD_CHANGED if is_own else Action.PASSWORD_SET
    audit.record(action, actor=actor or user, subject=user)


def forget_wrong_tries(user: User) -> None:
    """Whoever has shown a link or a code and chosen a password is not kept waiting for the wrong ones before it."""
    forget_failures(username=user.username)
    for limit in (NAME_FAILURES, NAME_TURNS):
        limit.forget(user.username)


def remember_password(*, user: User, now: datetime | None = None) -> None:
    """Called by Django after each save of a new password, whatever form it came from."""
    now = now or timezone.now()
    PasswordRecord.objects.create(user=user, password=user.password, set_at=now)
    kept = user.password_records.values_list("pk", flat=True)[:PASSWORD_HISTORY]
    user.password_records.exclude(pk__in=list(kept)).delete()
    user.password_changed_at = now
    User.objects.filter(pk=user.pk).update(password_changed_at=now)
