"""What the admin's menu folds: lines that stand for several screens, the tabs above those, and pages of sections.

The apps register one menu item for each list; its label, right and address are those of the tab. What is folded
together is said in one place (`home/menu.py`), by addresses below the admin's own.
"""

import time
from dataclasses import dataclass, field

from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse
from wagtail.admin.menu import MenuItem

# Seconds: longer than anybody stays signed in, and how old a number of the first page may be.
KEPT, FRESH = 24 * 3600, 60


@dataclass(frozen=True)
class Leaf:
    """One line of the menu for sibling screens. It leads to the first that the person may open, and while one of them
    is open to that one, so that the menu shows where one is."""

    name: str
    label: str
    icon: str
    addresses: tuple[str, ...]

    def address(self, found: list[MenuItem], here: MenuItem | None) -> str:
        return (here or found[0]).url


@dataclass(frozen=True)
class Board(Leaf):
    """One line of the menu for a page that lists screens by sections; for who may open only one of them, it is that."""

    addresses: tuple[str, ...] = field(init=False)
    url_name: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def __post_init__(self):
        object.__setattr__(self, "addresses", tuple(one for _label, some in self.sections for one in some))

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def address(self, found: list[MenuItem], here: MenuItem | None) -> str:
        return self.url if len(found) > 1 else found[0].url


@dataclass(frozen=True)
class Folded:
    """A leaf with those of its screens that this person may open."""

    leaf: Leaf
    found: list[MenuItem]


def folded_at(request) -> tuple[Folded, MenuItem] | tuple[None, None]:
    """Return the leaf to which the screen at this address belongs, and its own or the next list above it."""
    all_of_them = getattr(request, "folded", ())
    fitting = [(one, item) for one in all_of_them for item in one.found if request.path.startswith(item.url)]
    return max(fitting, key=lambda pair: len(pair[1].url), default=(None, None))


def numbers_for(request, entries: dict[str, MenuItem]) -> dict[str, int]:
    """Return what the menu counts for this person. It is asked on the first page, once a minute, and on a screen that
    tells of something just done; the others remember it, so that none of them asks the database more for it."""
    key = f"menu-{request.user.pk}"
    counted_at, numbers = cache.get(key, (0.0, {}))
    is_old = request.path == reverse("wagtailadmin_home") and time.time() - counted_at >= FRESH
    if is_old or len(get_messages(request)):
        counted = ((address, getattr(entry, "count", None)) for address, entry in entries.items())
        numbers = {address: count(request.user) for address, count in counted if count}
        cache.set(key, (time.time(), numbers), KEPT)
    return numbers


def item_of(folded: Folded, request) -> MenuItem:
    one, here = folded_at(request)
    leaf = folded.leaf
    address = leaf.address(folded.found, here if one is folded else None)
    return MenuItem(leaf.label, address, name=leaf.name, icon_name=leaf.icon)


def tabs_of(request) -> dict:
    """Return what stands below the header of a screen: the tabs of its leaf on their own lists, and the way back to its
    board on all that belongs there."""
    folded, here = folded_at(request)
    if folded is None or len(folded.found) < 2:
        return {}
    if isinstance(folded.leaf, Board):
        return {"board": folded.leaf}
    return {"leaf": folded.leaf, "tabs": folded.found, "here": here} if request.path == here.url else {}
