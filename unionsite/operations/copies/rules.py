"""How much of the site the copy holds, where an address lies in it, and when a new round is due. Pure."""

import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, unquote

from unionsite.core.clocks import is_to_come

# The first pages of a list; older pieces are found through the site map, or once the site is back.
LIST_PAGES = 5
# Where a page of a list lies below its address: `/news/_page/2/`.
LIST_FOLDER = "_page"
# What needs the application and is no page of the tree, beside forms of wings: a word stands there instead.
STANDING = ("search/", "account/", "account/login/", "feedback/")
# Noted instead of an address: something changed that every page shows.
EVERYTHING = "*"
# A run of the scheduler takes so many seconds, and rests after each page for so many times what it took.
STEP_SECONDS, REST = 20, 0.5
# More answers of 500 than these in one round, and the site is broken: the round is given up, the last copy stays.
MOST_FAULTS = 20
# A round that did not come to its end by then begins anew.
LONGEST_HOURS = 20
# Older than that, and the night's round failed.
STALE_HOURS = 36


class NoPlace(ValueError):
    """An address that would lie outside of the copy, or has a query that the copy knows nothing of."""


_NUMBER = re.compile(r"[1-9]\d{0,8}")


def page_number(query: str) -> int | None:
    """Return the number of a page of a list if the query asks for nothing else, else None."""
    values = parse_qs(query, keep_blank_values=True)
    if list(values) != ["page"] or not _NUMBER.fullmatch(values["page"][-1]):
        return None
    return int(values["page"][-1])


def list_page(path: str, number: int) -> str:
    """Return the address of a page of a list in the copy, where no query counts; "" for one that it does not hold."""
    if number == 1:
        return path
    return f"{path}{LIST_FOLDER}/{number}/" if number <= LIST_PAGES else ""


def file_of(address: str) -> str:
    """Return the file of an address below the copy's folder. Raises NoPlace."""
    path, _mark, query = address.partition("?")
    if query:
        number = page_number(query)
        path = list_page(path, number) if number else ""
    parts = unquote(path).split("/")
    is_odd = parts[0] or "\0" in unquote(path) or not {".", ".."}.isdisjoint(parts)
    if is_odd or len(parts) < 2 or "" in parts[1:-1]:
        raise NoPlace(address)
    # nginx tells a feed from a page by its ending.
    name = "index.xml" if parts[-2] == "feed" else "index.html"
    return "/".join([*parts[1:-1], parts[-1] or name])


def is_due(now: datetime, *, last: datetime | None, hour: int, is_asked: bool) -> bool:
    """Whether a whole round begins now (both times local): there is no copy, all has changed, or the night's hour.
    A copy of the future was made under a wrong clock, and counts as none."""
    return last is None or is_to_come(last, now) or is_asked or (now.hour >= hour and last.date() < now.date())


def is_given_up(now: datetime, started: datetime) -> bool:
    return now - started > timedelta(hours=LONGEST_HOURS)
