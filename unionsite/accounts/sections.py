"""The list 我的 on the account page: each app says what of a person's own lies with it; highest number last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from unionsite.accounts.models import User


@dataclass(frozen=True)
class Item:
    """One thing of a person's own: a piece handed in, an answer, a question."""

    title: str
    url: str
    note: str = ""  # where it stands, in a word or two
    at: datetime | None = None


Provider = Callable[[User], Iterable[Item]]
_sections: list[tuple[int, str, Provider]] = []


def register_account_section(order: int, title: str, provider: Provider) -> None:
    """Add a section, from `AppConfig.ready`.

    `provider` gives a person's items, newest first, in a fixed number of queries; what it gives is also part of the
    copy that people take of their data (PIPL 45).
    """
    _sections.append((order, title, provider))
    _sections.sort(key=lambda section: section[0])


def sections_of(user: User) -> list[tuple[str, list[Item]]]:
    """(title, items) in order, empty sections too: their page says how to begin."""
    return [(title, list(provider(user))) for _order, title, provider in _sections]
