"""Arranges the admin's menu by what one comes to do, and shows each person only what they have a use for."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import PageExplorerMenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from unionsite.core.queries import default_site
from unionsite.core.tabs import Board, Folded, Leaf, item_of, numbers_for

# Entries are identified by their address below the admin's own: their names derive from labels, and two may be equal.
EXPLORER = "pages/"
# Wagtail's own submenus, whose entries we arrange anew.
POOLS = ("settings", "reports")


@dataclass(frozen=True)
class Waiting:
    """A list that is a line of the menu, with its number, only while something waits in it; at other times it is found
    among the tabs of a leaf."""

    address: str


@dataclass(frozen=True)
class Group:
    """Lines that belong together, behind one heading for everybody, however many of them a person has."""

    name: str
    label: str
    icon: str
    lines: tuple[str | Leaf, ...]


_ADVANCED = (
    (_("高级：权限和结构"), ("groups/", "collections/", "sites/", "locales/")),
    (
        _("高级：页面和流程"),
        ("reports/locked/", "reports/page-types-usage/", "workflows/list/", "workflows/tasks/index/"),
    ),
)
_SITE = (
    "settings/core/sitesettings/",
    "contacts/",
    "workdays/",
    "settings/publishing/reviewsettings/",
    "messages/outlets/",
    "redirects/",
)
_DIALOGUE = ("cases/routing/", "settings/interact/feedbacksettings/", "settings/interact/activitysettings/")
SETTINGS = Board(
    "settings",
    _("设置"),
    "cogs",
    "admin_settings",
    (
        (_("网站"), _SITE),
        (_("诉求和活动"), _DIALOGUE),
        (_("安全"), ("settings/accounts/securitysettings/",)),
        *_ADVANCED,
    ),
)
# The menu from above: addresses of entries as they are registered, and what stands for several of them.
MENU: tuple[str | Leaf | Waiting | Group, ...] = (
    EXPLORER,
    Waiting("messages/"),
    Leaf("desk", _("审核工作台"), "clipboard-list", ("review/", "contributions/", "starter/")),
    Waiting("changes/"),
    Waiting("contributions/"),
    Leaf("plan", _("发布计划"), "calendar-check", ("plan/", "plan/list/", "plan/posts/", "plan/platforms/")),
    Leaf("cases", _("职工诉求"), "comment", ("cases/", "cases/saved-replies/")),
    Waiting("posts/"),
    Leaf("activities", _("活动"), "tablet-alt", ("activities/", "forms/", "question-sets/", "posts/")),
    Group(
        "oversight",
        _("监督考核"),
        "bars",
        (
            "findings/",
            Leaf("checks", _("检查"), "edit", ("inspections/", "freshness/", "health/")),
            "scores/",
            "work-reports/",
            "goals/",
            Leaf("security", _("安全"), "lock", ("duties/", "incidents/", "incidents/switches/", "changes/")),
        ),
    ),
    Leaf("assets", _("素材"), "folder-inverse", ("images/", "media/", "documents/", "statutes/")),
    Leaf("words", _("用词"), "title", ("text_words/", "search-words/", "searchpicks/", "search-terms/")),
    Leaf("people", _("人员与账号"), "group", ("employees/", "departments/", "users/")),
    Group(
        "records",
        _("记录与统计"),
        "list-ol",
        (
            Leaf(
                "figures",
                _("统计"),
                "table",
                (
                    "contributions/statistics/",
                    "timeliness/",
                    "visits/",
                    "scores/points/",
                    "localize/reports/translations/",
                ),
            ),
            Leaf("releases", _("发布台账"), "check", ("register/", "ledger/", "public-words/")),
            Leaf("journal", _("日志和备份"), "view", ("reports/audit/", "backups/")),
        ),
    ),
    SETTINGS,
)
# For whoever keeps the site: an administrator could do harm with them, and nobody needs them twice a year.
FOR_ROOT = tuple(address for _label, addresses in _ADVANCED for address in addresses)
# Shown with one of these rights, and to others when something in the list is theirs.
THEIRS = {
    "goals/": ("oversight.change_goal",),
    "duties/": ("oversight.view_duty", "oversight.change_duty", "oversight.sign_duty"),
    "plan/posts/": (),
    "plan/platforms/": ("platforms.add_platform",),
    "localize/reports/translations/": ("wagtail_localize.submit_translation",),
    # Others read the laws on the site itself.
    "statutes/": ("wagtailimages.add_image", "laws.change_statute"),
}
# What other lists say: the review desk, its ledger, 更新检查, the audit log, and our own report of search terms.
DROPPED = (
    "reports/workflow/",
    "reports/workflow_tasks/",
    "reports/aging-pages/",
    "reports/site-history/",
    "searchpicks/reports/search-terms/",
)
# Wagtail and its packages use some icons twice; with these no two lines have the same.
ICONS = {"reports/audit/": "view"}
LABELS = {
    "searchpicks/": _("搜索置顶"),
    # Told apart from the report of the same name.
    "workflows/list/": _("工作流设置"),
}


class OrderedMenu(Menu):
    """Shows entries that were already checked, in the order given."""

    def __init__(self, entries: list[MenuItem]):
        super().__init__(items=entries)

    def menu_items_for_request(self, request):
        return self.initial_menu_items

    def render_component(self, request):
        return [entry.render_component(request) for entry in self.initial_menu_items]


class PagesMenuItem(MenuItem):
    """页面, opened where the person works: at the home page, or at the part of the tree that is theirs."""

    def __init__(self, stock: MenuItem, start: Page):
        super().__init__(
            stock.label, reverse("wagtailadmin_explore", args=[start.pk]), name=stock.name, icon_name=stock.icon_name
        )
        self.start = start

    def render_component(self, request):
        return PageExplorerMenuItem(self.name, self.label, self.url, self.start.pk, icon_name=self.icon_name)


def starting_page(user) -> Page | None:
    """Return the highest page with everything below it that a person may open; never the nameless root of the tree."""
    page = page_permission_policy.explorable_root_instance(user)
    site = default_site()
    return site.root_page if page is not None and page.is_root() and site else page


def has_use_for(user, address: str) -> bool:
    """Whether somebody who may open a list has a use for it; Wagtail and its packages show theirs to more people."""
    if address in DROPPED:
        return False
    if address in FOR_ROOT:
        return user.is_superuser
    if address in THEIRS:
        return any(user.has_perm(right) for right in THEIRS[address])
    return True


def arrange(request, items: list[MenuItem]) -> None:
    """Put what this person may open into its place (Wagtail's hook `construct_main_menu`), and tell the screens."""
    entries = entries_for(request, items)
    useful = {one for one in entries if has_use_for(request.user, one)}
    numbers = numbers_for(request, entries, useful)
    entries = {one: entry for one, entry in entries.items() if one in useful or numbers.get(one)}
    request.folded = [
        Folded(leaf, found)
        for leaf in leaves()
        if (found := [entries[address] for address in leaf.addresses if address in entries])
    ]
    lines = {folded.leaf.name: item_of(folded, request) for folded in request.folded}

    def line(part: str | Leaf | Waiting | Group) -> MenuItem | None:
        match part:
            case Leaf():
                return lines.get(part.name)
            case Waiting():
                return waiting_line(entries.get(part.address), numbers.get(part.address, 0))
            case Group():
                found = [entry for one in part.lines if (entry := line(one))]
                return found and SubmenuMenuItem(part.label, OrderedMenu(found), name=part.name, icon_name=part.icon)
            case _:
                return entries.get(part)

    placed = {one for part in MENU for one in addresses_in(part)}
    # What a package adds and nobody has given a place comes last: Wagtail's own orders are higher than these.
    items[:] = [entry for address, entry in entries.items() if address not in placed]
    for order, part in enumerate(MENU):
        if entry := line(part):
            entry.order = order
            items.append(entry)


def entries_for(request, items: list[MenuItem]) -> dict[str, MenuItem]:
    """Return by their addresses what this person may open, Wagtail's submenus opened."""
    pools = [entry for item in items if item.name in POOLS for entry in item.menu.menu_items_for_request(request)]
    entries = {address_of(entry): entry for entry in [*(item for item in items if item.name not in POOLS), *pools]}
    for address, entry in entries.items():
        # An entry lives as long as the process, so name and icon are the same for everybody.
        entry.icon_name = ICONS.get(address, entry.icon_name)
        entry.label = LABELS.get(address, entry.label)
    if EXPLORER in entries and (start := starting_page(request.user)):
        entries[EXPLORER] = PagesMenuItem(entries[EXPLORER], start)
    return entries


def address_of(entry: MenuItem) -> str:
    """Return the address below the admin's own; for an entry that opens a submenu, its name."""
    return entry.name if isinstance(entry, SubmenuMenuItem) else entry.url.removeprefix(reverse("wagtailadmin_home"))


def leaves() -> list[Leaf]:
    parts = [one for part in MENU for one in (part.lines if isinstance(part, Group) else [part])]
    return [part for part in parts if isinstance(part, Leaf)]


def addresses_in(part: str | Leaf | Waiting | Group) -> list[str]:
    match part:
        case Leaf():
            return list(part.addresses)
        case Group():
            return [one for line in part.lines for one in addresses_in(line)]
        case Waiting():
            return [part.address]
    return [part]


def waiting_line(entry: MenuItem | None, number: int) -> MenuItem | None:
    if entry is None or not number:
        return None
    label = _("%(list)s（%(number)d）") % {"list": entry.label, "number": number}
    return MenuItem(label, entry.url, name=f"{entry.name}-waiting", icon_name=entry.icon_name)
