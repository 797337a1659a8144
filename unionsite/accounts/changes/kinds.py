"""The table of kinds: which changes take two people, who the second one is, and what happens when they take effect.

An app above this one adds its kinds by calling `register` from its `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from unionsite.accounts.changes.choices import Office

if TYPE_CHECKING:
    from unionsite.accounts.changes.models import PendingChange
    from unionsite.accounts.people.models import User

Lines = list[tuple[Any, Any]]


@dataclass(frozen=True)
class ChangeKind:
    """A kind of change. `apply` carries it out and returns a code to hand over, or ""; if it raises, it ends as
    “failed”.

    `workdays` is the waiting time between second look and effect, by default 0. `lines` returns (label, value) pairs
    for the second person. `hidden` returns the primary keys of changes that are hidden from a user. `follow` is called
    after each change of state, so that the app can keep a record of its own. `details` is HTML that the second person
    reads before; `basis` changes with what they see there, and nothing is let through on another. For an `is_secret`
    kind mails and audit log tell only the kind.
    """

    name: str
    label: Any
    approving: frozenset[Office]
    apply: Callable[[PendingChange, datetime], str]
    workdays: Callable[[PendingChange], int] = lambda _change: 0
    lines: Callable[[PendingChange], Lines] = lambda _change: []
    hidden: Callable[[list[PendingChange], User], set[int]] = lambda _changes, _user: set()
    follow: Callable[[PendingChange, datetime], None] = lambda _change, _now: None
    # Mail addresses that are told of each state, beside the people whose accounts it concerns.
    also_told: Callable[[PendingChange], list[str]] = lambda _change: []
    details: Callable[[PendingChange], str] = lambda _change: ""
    basis: Callable[[PendingChange], str] = lambda _change: ""
    is_secret: bool = False
    # Readers wait for it: it is listed first, and only those who had a part in it are told how it ended.
    is_live: bool = False


KINDS: dict[str, ChangeKind] = {}
# Rights that only a role gives: nobody can add one to another group or person on a screen.
ROLE_RIGHTS: set[str] = set()
# People with one of these rights see 待复核事项 in the menu; the menu has read their rights anyway.
SCREEN_RIGHTS = {"accounts.change_user", "accounts.reset_second_factor", "interact.handle_case", "interact.decide_case"}
# Called after each change of state of any kind, besides the kind's own.
followers: list[Callable[[PendingChange, datetime], None]] = []
# Each returns in words what would be left without anybody if this person went; "" for nothing.
leaving_checks: list[Callable[[User], str]] = []


def register(*kinds: ChangeKind) -> None:
    KINDS.update((kind.name, kind) for kind in kinds)


def left_alone(user: User) -> list[str]:
    """Return in words what would be left without anybody if this person went."""
    return [words for check in leaving_checks if (words := check(user))]
