"""Staff accounts: what follows a change, roles given on the server, recovery, and switching off unused accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange, State
from unionsite.accounts.changes.kinds import left_alone
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.changes.queries import needs_second_person, prepares_alone
from unionsite.accounts.people import mails, queries, rules
from unionsite.accounts.people.models import User
from unionsite.accounts.people.queries import security_settings
from unionsite.accounts.second_factor.models import Authenticator, BackupCodes, authenticator_of
from unionsite.accounts.second_factor.services import delete_devices, make_ticket
from unionsite.accounts.second_factor.throttles import CODE_FAILURES, OWN_PASSWORD_FAILURES
from unionsite.accounts.sign_in.services import end_sessions, forget_wrong_tries
from unionsite.audit import services as audit
from unionsite.audit.choices import Action, Outcome
from unionsite.core.refusals import Refused

PASSWORDS = {"password1", "password2"}


@transaction.atomic
def note_account(*, user: User, actor: User | None, is_new: bool, changed: Iterable[str]) -> None:
    """Record and follow up changes of a stored account; `changed` are names of fields, never their values."""
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
    if {"groups", "is_superuser", "is_active"} & changed and prepares_alone(actor):
        # Whoever gives roles alone has made the account as well, and may not be reviewed by it (`makers_of`).
        changes.note(kind=AccountChange.JOIN, subject=user, actor=actor, now=timezone.now())
    if fields := changed - PASSWORDS - {"is_active", "groups"}:
        audit.record(Action.ACCOUNT_CHANGED, actor=actor, subject=user, detail={"fields": sorted(fields)})


@dataclass
class HeldBack:
    """What a form asked for that one person may not do alone: it waits for a second one."""

    groups: list[str] = field(default_factory=list)
    is_superuser: bool = False
    password: str = ""
    email: tuple[str, str] | None = None  # former and new one
    is_active: bool | None = None  # None: not changed

    def proposals(self) -> list[tuple[AccountChange, dict[str, Any]]]:
        wanted: list[tuple[AccountChange, dict[str, Any]]] = []
        if self.groups or self.is_superuser:
            wanted.append((AccountChange.JOIN, {"groups": self.groups, "is_superuser": self.is_superuser}))
        if self.password:
            # Never the password itself: the proposer hands it over, and the ticket comes from the second person.
            wanted.append((AccountChange.PASSWORD, {"password": make_password(self.password)}))
        if self.email:
            wanted.append((AccountChange.EMAIL, dict(zip(("former", "email"), self.email, strict=True))))
        if self.is_active is not None:
            wanted.append((AccountChange.ENABLE if self.is_active else AccountChange.DISABLE, {}))
        return wanted


@transaction.atomic
def propose_held_back(*, user: User, actor: User, held: HeldBack, now: datetime) -> list[PendingChange]:
    """Propose each held-back part as a change. Raises Refused while the same is waiting already."""
    return [
        changes.propose(kind=kind, actor=actor, subject=user, payload=payload, now=now)
        for kind, payload in held.proposals()
    ]


@transaction.atomic
def certify(*, users: Iterable[User], actor: User, field: str, day: date) -> None:
    """Put down a training or a background check of these people (S-6.5, S-6.6): `field` is the date on the account,
    which moves to `day` unless a later one stands there."""
    for user in User.objects.select_for_update().filter(pk__in=[user.pk for user in users]):
        if (before := getattr(user, field)) is None or before < day:
            setattr(user, field, day)
            user.save(update_fields=[field])
            audit.record(Action.ACCOUNT_CHANGED, actor=actor, subject=user, detail={"fields": [field]})


# --- When a person has lost the phone or is locked out ---


def refuse_unless(allowed: bool, *, actor: User, user: User, what: str) -> None:
    """Raise PermissionDenied and record it unless `allowed`; the entry is outside any transaction that this ends."""
    if not allowed:
        audit.record(Action.ACCESS_REFUSED, actor=actor, subject=user, outcome=Outcome.REFUSED, reason=what)
        raise PermissionDenied


def reset_second_factor(*, user: User, actor: User | None, reason: str, now: datetime) -> str:
    """Take devices and sessions away, issue a ticket for new ones, tell the person by mail; return the ticket's code.

    Returns "" for an account that takes a second person: the reset is then only proposed (`changes.services`). Raises
    PermissionDenied for oneself, for a higher or equal rank and without the right (T18), and Refused while the same is
    waiting. `actor` None is the shell command, for the last administrator: recorded, and told to everybody concerned.
    """
    if actor is not None:
        refuse_unless(queries.may_reset(actor, user), actor=actor, user=user, what="reset_second_factor")
        if needs_second_person(user, actor):
            changes.propose(kind=AccountChange.RESET, actor=actor, subject=user, reason=reason, now=now)
            return ""
    with transaction.atomic():
        note_recovery(AccountChange.RESET, user, actor, reason, now)
        return take_second_factor_away(user=user, actor=actor, reason=reason, now=now)


@transaction.atomic
def take_second_factor_away(*, user: User, actor: User | None, reason: str, now: datetime) -> str:
    """Do the reset, without asking whether it is allowed; return the code of the new ticket."""
    delete_devices(user)
    end_sessions(user=user, actor=actor, reason=reason)
    code = make_ticket(user=user, actor=actor, now=now)
    audit.record(Action.SECOND_FACTOR_RESET, actor=actor, subject=user, reason=reason)
    mails.tell(user, mails.Notice.RESET)
    return code


def issue_ticket(*, user: User, actor: User | None, reason: str = "", now: datetime) -> str:
    """Issue a ticket to a person without an authenticator; returns and raises as `reset_second_factor` does."""
    if actor is not None:
        refuse_unless(queries.may_reset(actor, user), actor=actor, user=user, what="issue_ticket")
        if needs_second_person(user, actor):
            changes.propose(kind=AccountChange.TICKET, actor=actor, subject=user, reason=reason, now=now)
            return ""
    with transaction.atomic():
        note_recovery(AccountChange.TICKET, user, actor, reason, now)
        return make_ticket(user=user, actor=actor, now=now)


def note_recovery(kind: AccountChange, user: User, actor: User | None, reason: str, now: datetime) -> None:
    """Record that `actor` recovered the account, which makes them one of its makers; a guarded account begins anew."""
    changes.note(kind=kind, subject=user, actor=actor, reason=reason, now=now)
    # The first superuser of a new site has nobody to wait for.
    if needs_second_person(user, actor) and user.last_login is not None:
        changes.act_from_next_workday(user, now)


def unlock(*, user: User, actor: User | None, reason: str) -> None:
    """Forget wrong passwords and codes. PermissionDenied for oneself, for a higher rank and without the right."""
    if actor is not None:
        refuse_unless(queries.may_unlock(actor, user), actor=actor, user=user, what="unlock")
    with transaction.atomic():
        forget_wrong_tries(user)
        for model in (Authenticator, BackupCodes):
            for device in model.objects.select_for_update().filter(user=user):
                device.throttle_reset()
        audit.record(Action.ACCOUNT_UNLOCKED, actor=actor, subject=user, reason=reason)
    CODE_FAILURES.forget(user.pk)
    OWN_PASSWORD_FAILURES.forget(user.pk)


# --- A role given on the server's own console, without a second person: recorded and told to everybody ---


@transaction.atomic
def appoint(*, user: User, role: str, reason: str, now: datetime) -> str:
    """Give a role; return a ticket's code for a person who has no authenticator yet, else "".

    A waiting proposal for the same is withdrawn. Raises Refused against 三员分立.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not rules.are_separate(user.roles | {role}):
        raise Refused(_("系统管理员、安全管理员、审计员三个角色必须由不同的人担任。"))
    PendingChange.objects.open().filter(subject=user, kind=AccountChange.JOIN).update(state=State.WITHDRAWN)
    user.groups.add(Group.objects.get(name=role))
    user.__dict__.pop("roles", None)
    if user.is_staff:
        user.is_staff = False
        user.save(update_fields=["is_staff"])
    changes.act_from_next_workday(user, now)
    changes.note(kind=AccountChange.JOIN, subject=user, actor=None, payload={"groups": [role]}, reason=reason, now=now)
    if authenticator_of(user) is not None:
        return ""
    return make_ticket(user=user, actor=None, now=now)


# --- Accounts that nobody uses are an open door (S-6.6) ---


def disable_unused_accounts(*, before: datetime) -> list[User]:
    """Switch off staff last seen before `before` and return them; the last superuser stays, to let others in.

    An account never used counts from the day it was made.
    """
    unused = User.objects.staff().filter(is_active=True).annotate(seen=Coalesce("last_login", "date_joined"))
    disabled = []
    for user in unused.filter(seen__lt=before):
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=user.pk)
            if left_alone(user):
                # A case would be left without a handler: switching off takes two people then (`staff.account_changes`).
                continue
            others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
            if user.is_superuser and not others.exists():
                continue
            user.is_active = False
            user.save(update_fields=["is_active"])
            end_sessions(user=user, actor=None, reason="unused")
            audit.record(Action.ACCOUNT_DISABLED, subject=user, reason="unused")
        mails.tell(user, mails.Notice.DISABLED)
        disabled.append(user)
    return disabled


def disable_unused() -> None:
    """Daily job: switch off unused accounts after the number of days that the union has set."""
    disable_unused_accounts(before=timezone.now() - timedelta(days=security_settings().unused_days))
