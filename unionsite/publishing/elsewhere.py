"""What stands on other platforms, and what came late: told by whoever plans and posts, asked by register, reports and
scores. Nobody may be there to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.dispatch import Signal

from unionsite.core.wings import place

# Sent when a piece was posted, with `page_id`.
posted = Signal()
# Sent with `now` and `faults`: (key, title, account with `department` and `administrator`) of each that is wrong.
accounts_watched = Signal()


@dataclass(frozen=True)
class Elsewhere:
    """`posts` are what was posted on `accounts`, with `platform`, `page`, `url`, `posted_at` and the `release` that the
    register notes on them, whose `postings` they are then; `late_between` gives the numbers of pieces that came late,
    from a moment to before another; lists are names of addresses, the first with the right to it."""

    posts: Callable[[], QuerySet]
    accounts: Callable[[], QuerySet]
    late_between: Callable[[datetime, datetime], list[int]]
    accounts_list: tuple[str, str]
    late_list: str


elsewhere: list[Elsewhere] = place("what is posted elsewhere, and what came late")
