"""Sessions of staff: one for each person, ended by a new sign-in or by an administrator."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.people.models import StaffSession, User
from unionsite.audit import origin
from unionsite.audit import services as audit
from unionsite.audit.choices import Action


@transaction.atomic
def take_over_session(*, user: User, session_key: str) -> bool:
    """This session is the person's only one from now on; True when another one ended by that (T33).

    The former session stays in the store until its browser asks for something: only so can it be told why it ended.
    """
    came_from = origin.current()
    row = StaffSession.objects.select_for_update().filter(user=user).first()
    replaced = row is not None and row.session_key != session_key and _is_alive(row.session_key)
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
    """Whatever this person has open is refused at its next request; whoever has none loses nothing."""
    row = StaffSession.objects.select_for_update().filter(user=user).first()
    if row is None:
        return
    _store()(row.session_key).delete()
    row.delete()
    audit.record(Action.SESSIONS_ENDED, actor=actor, subject=user, reason=reason)


def forget_session(*, user: User, session_key: str) -> None:
    """The person signed out."""
    StaffSession.objects.filter(user=user, session_key=session_key).delete()


def _store():
    return import_module(settings.SESSION_ENGINE).SessionStore


def _is_alive(session_key: str) -> bool:
    return _store()().exists(session_key)
