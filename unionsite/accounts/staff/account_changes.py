"""The kinds of changes to accounts, and what happens once a second person has let one through."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionsite.accounts.changes import services as changes
from unionsite.accounts.changes.choices import AccountChange, Office, State
from unionsite.accounts.changes.kinds import ChangeKind, Lines, left_alone, register
from unionsite.accounts.changes.models import PendingChange
from unionsite.accounts.people.models import User
from unionsite.accounts.second_factor.models import authenticator_of, passkeys_of
from unionsite.accounts.second_factor.services import make_ticket
from unionsite.accounts.sign_in.services import end_sessions, remember_password
from unionsite.accounts.staff import services
from unionsite.audit import services as audit
from unionsite.audit.choices import Action
from unionsite.core.refusals import Refused

# A change of an account takes one person from each of these offices.
BOTH = frozenset({Office.ADMINISTRATION, Office.SECURITY})
WAIT_OF_LEAVING = 2  # working days


def _subject(change: PendingChange) -> User:
    """Lock the person whom the change is about and return their current row. Raises Refused if the account is gone."""
    user = User.objects.select_for_update().filter(pk=change.subject_id).first()
    if user is None:
        raise Refused(_("这个账号已经不在，不能办理。"))
    return user


def _join(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    names = change.payload.get("groups", [])
    user.groups.add(*Group.objects.filter(name__in=names))
    if change.payload.get("is_superuser"):
        user.is_superuser = True
    # A new account was marked as staff while it waited without a role (`staff.forms`).
    user.is_staff = False
    user.save(update_fields=["is_superuser", "is_staff"])
    changes.act_from_next_workday(user, now)
    if authenticator_of(user) is not None or passkeys_of(user).exists():
        return ""
    return make_ticket(user=user, actor=change.approver, now=now)


def _password(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    user.password, user.must_change_password = change.payload["password"], True
    user.save(update_fields=["password", "must_change_password"])
    remember_password(user=user, now=now)
    changes.act_from_next_workday(user, now)
    end_sessions(user=user, actor=change.approver, reason="password")
    audit.record(Action.PASSWORD_SET, actor=change.proposer, subject=user)
    return ""


def _email(change: PendingChange, _now: datetime) -> str:
    user = _subject(change)
    user.email = change.payload["email"]
    user.save(update_fields=["email"])
    audit.record(Action.ACCOUNT_CHANGED, actor=change.proposer, subject=user, detail={"fields": ["email"]})
    return ""


def _owners_of_addresses(change: PendingChange) -> list[str]:
    """Return the former mail address, which can still object, and the new one once it counts."""
    names = ["former", "email"] if change.state == State.DONE else ["former"]
    return [change.payload.get(name, "") for name in names]


def _reset(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    changes.act_from_next_workday(user, now)
    return services.take_second_factor_away(user=user, actor=change.approver, reason=change.reason, now=now)


def _ticket(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    changes.act_from_next_workday(user, now)
    return make_ticket(user=user, actor=change.approver, now=now)


def _enable(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    user.is_active = True
    user.save(update_fields=["is_active"])
    changes.act_from_next_workday(user, now)
    audit.record(Action.ACCOUNT_ENABLED, actor=change.proposer, subject=user)
    return ""


def _disable(change: PendingChange, now: datetime) -> str:
    user = _subject(change)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user, actor=change.approver, reason="disabled")
    audit.record(Action.ACCOUNT_DISABLED, actor=change.proposer, subject=user)
    return ""


def _noted(_change: PendingChange, _now: datetime) -> str:
    raise Refused(_("这一项现在不能办理。"))


def _lines(change: PendingChange) -> Lines:
    lines: Lines = [(gettext_lazy("人员"), change.subject_label)]
    if change.subject is not None and change.subject.department:
        lines.append((gettext_lazy("部门"), change.subject.department))
    names = list(change.payload.get("groups", []))
    if change.payload.get("is_superuser"):
        names.insert(0, _("超级管理员"))
    if names:
        lines.append((gettext_lazy("角色"), _("、").join(names)))
    if change.payload.get("email"):
        lines += [(_("原邮箱"), change.payload["former"]), (_("新邮箱"), change.payload["email"])]
    if change.kind == AccountChange.DISABLE and change.subject is not None:
        lines += [(gettext_lazy("影响"), words) for words in left_alone(change.subject)]
    return lines


def _kind(change: AccountChange, apply, workdays: int = 0, **more) -> ChangeKind:
    return ChangeKind(change.value, change.label, BOTH, apply, workdays=lambda _change: workdays, lines=_lines, **more)


register(
    _kind(AccountChange.CREATE, _noted),
    _kind(AccountChange.JOIN, _join),
    _kind(AccountChange.PASSWORD, _password),
    _kind(AccountChange.EMAIL, _email, also_told=_owners_of_addresses),
    _kind(AccountChange.RESET, _reset),
    _kind(AccountChange.TICKET, _ticket),
    _kind(AccountChange.ENABLE, _enable),
    _kind(AccountChange.DISABLE, _disable, WAIT_OF_LEAVING),
)
