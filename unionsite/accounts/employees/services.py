"""Accounts of employees, one at a time: data, leaving, switching off and on. These services never touch staff."""

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from unionsite.accounts.changes.choices import AccountChange
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.choices import CONTACTS_AFTER_LEAVING
from unionsite.accounts.people.models import Department, PasswordRecord, User
from unionsite.accounts.public_words.queries import waiting_for
from unionsite.accounts.public_words.services import propose
from unionsite.accounts.second_factor.models import ActivationCode
from unionsite.audit import services as audit
from unionsite.audit.choices import Action

EDITABLE = ("name", "department", "phone", "email")


class NotAnEmployee(Exception):
    """The person is staff, or has become so meanwhile."""


def have_name_read(*, department: Department, actor: User, now: datetime) -> PendingChange | None:
    """Propose that the public may be shown the department in lists, unless it may already or waits for it. Whoever may
    not act yet proposes nothing: saving the department once more does."""
    if department.is_named or waiting_for(department) or not actor.may_act(timezone.localdate(now)):
        return None
    return propose(instance=department, values={"is_named": True}, actor=actor, now=now)


def _locked(user: User) -> User:
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_guarded:
        raise NotAnEmployee
    return user


def _store(user: User, **values: object) -> User:
    user = _locked(user)
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=list(values))
    return user


@transaction.atomic
def change_employee(*, user: User, values: Mapping[str, object], actor: User) -> list[str]:
    """Store the fields of `EDITABLE` that differ and return their names. Raises NotAnEmployee."""
    user = _locked(user)
    changed = [name for name in EDITABLE if name in values and getattr(user, name) != values[name]]
    for name in changed:
        setattr(user, name, values[name])
    if changed:
        user.save(update_fields=changed)
        labels = [str(User._meta.get_field(name).verbose_name) for name in changed]
        audit.record(Action.ACCOUNT_CHANGED, actor=actor, subject=user, detail={"fields": labels})
    return changed


@transaction.atomic
def mark_left(*, user: User, on: date, actor: User) -> None:
    """Record that the employee has left: closes the account, its sessions and its code. Raises NotAnEmployee."""
    user = _store(user, left_on=on, is_active=False)
    ActivationCode.objects.filter(user=user).delete()
    audit.record(Action.EMPLOYEE_LEFT, actor=actor, subject=user, detail={"date": on.isoformat()})


@transaction.atomic
def disable(*, user: User, actor: User) -> None:
    """Close the account for a while; sessions end at their next request. Raises NotAnEmployee."""
    user = _store(user, is_active=False)
    ActivationCode.objects.filter(user=user).delete()
    audit.record(Action.ACCOUNT_DISABLED, actor=actor, subject=user)


@transaction.atomic
def restore(*, user: User, actor: User) -> None:
    """Open the account of an employee who was switched off or has come back. Raises NotAnEmployee."""
    user = _store(user, left_on=None, is_active=True)
    audit.record(Action.ACCOUNT_ENABLED, actor=actor, subject=user)


@transaction.atomic
def forget_leavers(*, now: datetime | None = None) -> int:
    """Daily job: clear contact data and sign-in data of employees who left months ago; return how many (PIPL 47).

    工号, name and department stay, because they tell who did what. A person who comes back activates the account anew.
    """
    before = timezone.localdate(now or timezone.now()) - CONTACTS_AFTER_LEAVING
    left = User.objects.employees().filter(left_on__lt=before)
    keys = list(left.exclude(phone="", email="", activated_at=None, last_login=None).values_list("pk", flat=True))
    PasswordRecord.objects.filter(user__in=keys).delete()
    PendingChange.objects.filter(subject__in=keys, kind=AccountChange.EMAIL).update(payload={})
    return User.objects.filter(pk__in=keys).update(
        phone="",
        email="",
        password=make_password(None),
        activated_at=None,
        last_login=None,
        password_changed_at=None,
    )
