"""The list 我的 on the account page: each app says what of a person's own lies with it; highest number last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from unionsite.accounts.people.models import User


@dataclass(frozen=True)
class Item:
    """One thing of a person's own: a piece handed in, an answer, a question."""

    title: str
    url: str
    note: str = ""  # where it stands, in a word or two
    at: datetime | None = None
    content: str = ""  # what the person wrote, for the copy of their data alone
    is_posted: bool = False  # opened by a button, because something is set on the way


@dataclass(frozen=True)
class Way:
    """Where a person goes on from a section: to begin something, or to the whole list."""

    label: str
    url: str


Provider = Callable[[User], Iterable[Item]]
Ways = Callable[[User], Iterable[Way]]
_sections: list[tuple[int, str, Provider, Ways | None]] = []


def register_account_section(order: int, title: str, provider: Provider, ways: Ways | None = None) -> None:
    """Add a section, from `AppConfig.ready`.

    `provider` gives a person's items, newest first, in a fixed number of queries; what it gives is also part of the
    copy that people take of their data (PIPL 45). `ways` are buttons below them, for the page alone.
    """
    _sections.append((order, title, provider, ways))
    _sections.sort(key=lambda section: section[0])


def sections_of(user: User) -> list[tuple[str, list[Item]]]:
    """(title, items) in order, empty sections too: their page says how to begin."""
    return [(title, list(provider(user))) for _order, title, provider, _ways in _sections]


def sections_with_ways(user: User) -> list[tuple[str, list[Item], list[Way]]]:
    """The same with the buttons of each section."""
    return [
        (title, list(provider(user)), list(ways(user)) if ways else []) for _order, title, provider, ways in _sections
    ]
