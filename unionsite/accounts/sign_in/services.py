"""Sets passwords, and remembers them so that they are not used again; keeps one session for each member of staff."""

import secrets
from datetime import datetime
from importlib import import_module

from axes.utils import reset as forget_failures
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.choices import PASSWORD_HISTORY
from unionsite.accounts.people.models import PasswordRecord, SecuritySettings, StaffSession, User
from unionsite.accounts.second_factor.throttles import NAME_FAILURES, NAME_TURNS
from unionsite.audit import origin
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core import generation


@transaction.atomic
def set_password(*, user: User, password: str, action: Action = Action.PASSWORD_CHANGED) -> None:
    """Store a validated password that the person has chosen; `action` is its name in the audit log."""
    user.set_password(password)
    user.must_change_password = False
    user.save()
    audit.record(action, actor=user, subject=user)


def forget_wrong_tries(user: User) -> None:
    """Forget wrong passwords at this name: the account was unlocked, or its owner came back by a link or a code."""
    forget_failures(username=user.username)
    for limit in (NAME_FAILURES, NAME_TURNS):
        limit.forget(user.username)


def remember_password(*, user: User, now: datetime | None = None) -> None:
    """Store the password in the history; called by Django after each save of a new password, from any form."""
    now = now or timezone.now()
    PasswordRecord.objects.create(user=user, password=user.password, set_at=now)
    kept = user.password_records.values_list("pk", flat=True)[:PASSWORD_HISTORY]
    user.password_records.exclude(pk__in=list(kept)).delete()
    user.password_changed_at = now
    User.objects.filter(pk=user.pk).update(password_changed_at=now)


@transaction.atomic
def take_over_session(*, user: User, session_key: str) -> bool:
    """Make this session the person's only one; return whether that ended another one (T33).

    The former session stays stored until its browser sends a request: only so can it be told why it ended.
    """
    came_from = origin.current()
    row = StaffSession.objects.select_for_update().filter(user=user).first()
    replaced = row is not None and row.session_key != session_key and _store()().exists(row.session_key)
    StaffSession.objects.update_or_create(
        user=user,
        defaults={
            "session_key": session_key,
            "started_at": timezone.now(),
            "address": came_from.address or None if came_from else None,
            "agent": came_from.agent if came_from else "",
        },
    )
    if replaced:
        audit.record(Action.SESSION_REPLACED, actor=user, subject=user, detail={"former": row.address or ""})
    return replaced


@transaction.atomic
def end_sessions(*, user: User, actor: User | None, reason: str) -> None:
    """End the person's session: it is refused at its next request. Does nothing without one."""
    row = StaffSession.objects.select_for_update().filter(user=user).first()
    if row is None:
        return
    _store()(row.session_key).delete()
    row.delete()
    audit.record(Action.SESSIONS_ENDED, actor=actor, subject=user, reason=reason)


@transaction.atomic
def end_all_sessions(*, actor: User, reason: str, but_session: str) -> str:
    """End everybody's session, whatever stores them, except `but_session` of `actor`; return the hash that this one
    must now hold as `HASH_SESSION_KEY`."""
    epoch = secrets.token_hex(8)
    SecuritySettings.load()
    SecuritySettings.objects.update(session_epoch=epoch)
    rows = StaffSession.objects.exclude(session_key=but_session)
    for row in rows.select_for_update():
        _store()(row.session_key).delete()
    count, _kinds = rows.delete()
    generation.bump()
    audit.record(Action.ALL_SESSIONS_ENDED, actor=actor, reason=reason, detail={"count": count})
    return actor.session_hash(epoch)


def forget_session(*, user: User, session_key: str) -> None:
    """Delete the record of a session that the person has signed out of."""
    StaffSession.objects.filter(user=user, session_key=session_key).delete()


def _store():
    """Return the class of the sessions' store."""
    return import_module(settings.SESSION_ENGINE).SessionStore
