"""What the admin's menu folds: lines that stand for several screens, the tabs above those, and pages of sections.

The apps register one menu item for each list; its label, right and address are those of the tab. What is folded
together is said in one place (`home/menu.py`), by addresses below the admin's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from unionsite.core.waiting import work_of

# Seconds: longer than anybody stays signed in.
KEPT = 24 * 3600


class RightMenuItem(MenuItem):
    """`right` is a permission or a function of the user; `count`, of the user too, is how many rows are theirs."""

    def __init__(self, label, url, right: str | Callable, *, count: Callable | None = None, **kwargs):
        super().__init__(label, url, **kwargs)
        self.right, self.count = right, count

    def is_shown(self, request):
        return self.right(request.user) if callable(self.right) else request.user.has_perm(self.right)


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


def numbers_for(request, entries: dict[str, MenuItem], useful: set[str]) -> dict[str, int]:
    """Return how much waits for this person in each list that they use, and how much of the others is theirs. It is
    asked on the first page, which knows what waits, and on a screen that tells of something just done."""
    key, work = f"menu-{request.user.pk}", getattr(request, "work", None)
    if work is None and not len(get_messages(request)):
        return cache.get(key, {})
    work = work_of(request.user, timezone.now()) if work is None else work
    numbers = {}
    for address, entry in entries.items():
        if address in useful:
            numbers[address] = sum(row.work.number for row in work if row.work.address.startswith(entry.url))
        elif count := getattr(entry, "count", None):
            numbers[address] = count(request.user)
    cache.set(key, numbers, KEPT)
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


def new_button(user, section: type[Page], label) -> list[HeaderButton]:
    """Return the button that offers what may be written below a section, for who may write there."""
    place = section.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if place is None or not place.permissions_for_user(user).can_add_subpage():
        return []
    return [HeaderButton(label, reverse("wagtailadmin_pages:add_subpage", args=[place.pk]), icon_name="plus")]
