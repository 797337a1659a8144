"""The table of kinds: what takes two people, who the second one is, and what happens when it takes effect.

An app above this one joins by calling `register` from its `AppConfig.ready`.
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
class Kind:
    """`apply` does it and returns a code to be handed over, or "" (raising ends it as “failed”).

    `workdays` is the waiting time between the second look and the effect. `lines` are (label, value) for whoever looks
    a second time; `hidden` gives the numbers of those that are hidden from a person; `follow` is called after each
    change of state, for a record of the app's own. Of an `is_secret` kind neither mails nor the audit log say more
    than what kind it is. Without them it takes effect at once, shows no lines and is hidden from nobody.
    """

    name: str
    label: Any
    approving: frozenset[Office]
    apply: Callable[[PendingChange, datetime], str]
    workdays: Callable[[PendingChange], int] = lambda _change: 0
    lines: Callable[[PendingChange], Lines] = lambda _change: []
    hidden: Callable[[list[PendingChange], User], set[int]] = lambda _changes, _user: set()
    follow: Callable[[PendingChange, datetime], None] = lambda _change, _now: None
    is_secret: bool = False


KINDS: dict[str, Kind] = {}
# Rights that groups hold by their role alone: nobody adds one to another group or person on a screen.
ROLE_RIGHTS: set[str] = set()
# Who holds one of these finds 待复核事项 in the menu, which has read the rights anyway.
SCREEN_RIGHTS = {"accounts.change_user", "accounts.reset_second_factor"}
# Called after each change of state of any kind, besides the kind's own.
followers: list[Callable[[PendingChange, datetime], None]] = []
# Each says what would be left without anybody if this person went; empty for nothing.
leaving_checks: list[Callable[[User], str]] = []


def register(*kinds: Kind) -> None:
    KINDS.update((kind.name, kind) for kind in kinds)


def left_alone(user: User) -> list[str]:
    """What would be left without anybody if this person went, in words."""
    return [words for check in leaving_checks if (words := check(user))]
