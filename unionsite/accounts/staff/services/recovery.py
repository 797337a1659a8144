"""When a person has lost the phone or is locked out: what another administrator may do, and what it leaves behind."""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset as forget_failures
from django.core.exceptions import PermissionDenied
from django.db import transaction

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.queries import needs_second_person
from unionsite.accounts.people import mails, queries
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import Authenticator, BackupCodes, Passkey
from unionsite.accounts.second_factor.services.tickets import issue_ticket
from unionsite.accounts.second_factor.throttles import CODE_FAILURES, NAME_FAILURES, NAME_TURNS, OWN_PASSWORD_FAILURES
from unionsite.accounts.sign_in.services.sessions import end_sessions
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome


def refuse_unless(allowed: bool, *, actor: User, user: User, what: str) -> None:
    """Refused and noted: the entry stands outside of any transaction that the refusal ends."""
    if not allowed:
        audit.record(Action.ACCESS_REFUSED, actor=actor, subject=user, outcome=Outcome.REFUSED, reason=what)
        raise PermissionDenied


def reset_second_factor(*, user: User, actor: User | None, reason: str, now: datetime) -> str:
    """Take devices and sessions away, issue a ticket for new ones and tell the person by mail; returns the code, or ""
    for an account that takes a second person: then it waits for them (`services.changes`).

    PermissionDenied for oneself, for a higher or equal rank and without the right (T18), Refused while the same
    is waiting. `actor` None is the shell command, for the last administrator: on record and told to all.
    """
    if actor is not None:
        refuse_unless(queries.may_reset(actor, user), actor=actor, user=user, what="reset_second_factor")
        if needs_second_person(user):
            changes.propose(kind=AccountChange.RESET, actor=actor, subject=user, reason=reason, now=now)
            return ""
    with transaction.atomic():
        note_recovery(AccountChange.RESET, user, actor, reason, now)
        return take_second_factor_away(user=user, actor=actor, reason=reason, now=now)


@transaction.atomic
def take_second_factor_away(*, user: User, actor: User | None, reason: str, now: datetime) -> str:
    """What a reset does, once it may be done."""
    User.objects.select_for_update().get(pk=user.pk)
    for model in (Authenticator, BackupCodes, Passkey):
        model.objects.filter(user=user).delete()
    end_sessions(user=user, actor=actor, reason=reason)
    code = issue_ticket(user=user, actor=actor, now=now)
    audit.record(Action.SECOND_FACTOR_RESET, actor=actor, subject=user, reason=reason)
    mails.tell(user, mails.Notice.RESET)
    return code


def hand_out_ticket(*, user: User, actor: User | None, reason: str = "", now: datetime) -> str:
    """A ticket for someone who has no authenticator yet; returns and raises as `reset_second_factor`."""
    if actor is not None:
        refuse_unless(queries.may_reset(actor, user), actor=actor, user=user, what="issue_ticket")
        if needs_second_person(user):
            changes.propose(kind=AccountChange.TICKET, actor=actor, subject=user, reason=reason, now=now)
            return ""
    with transaction.atomic():
        note_recovery(AccountChange.TICKET, user, actor, reason, now)
        return issue_ticket(user=user, actor=actor, now=now)


def note_recovery(kind: AccountChange, user: User, actor: User | None, reason: str, now: datetime) -> None:
    """Whoever brought an account back counts as its maker; one of a guarded role begins anew."""
    changes.note(kind=kind, subject=user, actor=actor, reason=reason, now=now)
    # The first superuser of a new site has nobody yet to wait for.
    if needs_second_person(user) and user.last_login is not None:
        changes.begin_later(user, now)


def unlock(*, user: User, actor: User | None, reason: str) -> None:
    """Forget wrong passwords and codes; PermissionDenied for oneself, a higher rank and without the right."""
    if actor is not None:
        refuse_unless(queries.may_unlock(actor, user), actor=actor, user=user, what="unlock")
    with transaction.atomic():
        forget_failures(username=user.username)
        for model in (Authenticator, BackupCodes):
            for device in model.objects.select_for_update().filter(user=user):
                device.throttle_reset()
        audit.record(Action.ACCOUNT_UNLOCKED, actor=actor, subject=user, reason=reason)
    CODE_FAILURES.forget(user.pk)
    OWN_PASSWORD_FAILURES.forget(user.pk)
    for limit in (NAME_FAILURES, NAME_TURNS):
        limit.forget(user.username)
