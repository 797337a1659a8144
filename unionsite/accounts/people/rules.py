"""Who may do what to whose account, and what has expired. Pure: `now` and facts are passed in."""

from datetime import date, datetime, timedelta
from enum import IntEnum

from unionsite.accounts.choices import ADMINISTRATION, EmployeeState

# The right to manage the roll and employees' accounts.
MANAGE_ROLL = "accounts.manage_roll"


class Rank(IntEnum):
    """Ranks of accounts: an account is managed only by a higher rank, never by an equal one (T18, T35)."""

    EMPLOYEE = 0
    STAFF = 1
    ADMINISTRATION = 2
    SUPERUSER = 3


def rank(*, is_superuser: bool, is_guarded: bool, is_administering: bool) -> Rank:
    if is_superuser:
        return Rank.SUPERUSER
    if is_administering:
        return Rank.ADMINISTRATION
    return Rank.STAFF if is_guarded else Rank.EMPLOYEE


def may_manage(*, is_self: bool, actor: Rank, target: Rank) -> bool:
    """Whether the actor may change an account, its role or password: superusers each other's, nobody their own."""
    return not is_self and (actor is Rank.SUPERUSER or target < actor)


def may_recover(*, is_self: bool, actor: Rank, target: Rank, is_security: bool) -> bool:
    """Whether the actor may reset a second factor, issue a ticket or unlock; 安全管理员 may do so for equals too."""
    if is_self:
        return False
    return actor is Rank.SUPERUSER or target < actor or (is_security and target <= actor)


def are_separate(roles: frozenset[str]) -> bool:
    """Whether 三员分立 is kept: nobody holds two of 系统管理员, 安全管理员 and 审计员."""
    return len(roles & ADMINISTRATION) <= 1


def is_password_old(changed_at: datetime | None, days: int, now: datetime) -> bool:
    return changed_at is None or now - changed_at >= timedelta(days=days)


def is_trained(valid_until: date | None, today: date) -> bool:
    return valid_until is not None and today <= valid_until


def employee_state(*, left_on: date | None, is_active: bool, activated_at: datetime | None) -> EmployeeState:
    """Return the state of an employee's account; `UserQuerySet.in_state` filters by the same rule."""
    # Without Django's types mypy takes the members for tuples; the call gives them their own type.
    if left_on is not None:
        return EmployeeState(EmployeeState.LEFT)
    if not is_active:
        return EmployeeState(EmployeeState.DISABLED)
    return EmployeeState(EmployeeState.WAITING if activated_at is None else EmployeeState.ACTIVE)


def character_classes(password: str) -> int:
    """Return how many classes occur in it: lower case, upper case, digits, others (汉字 count as others)."""
    classes = {("a" <= letter <= "z", "A" <= letter <= "Z", "0" <= letter <= "9") for letter in password}
    return len(classes)


def may_act(acts_from: date | None, today: date) -> bool:
    """Whether an account that was just made or recovered may decide already: from the next working day on."""
    return acts_from is None or acts_from <= today
