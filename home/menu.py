"""Arranges the admin's menu by task, and shows each person only what they have a use for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.ui.sidebar import PageExplorerMenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from unionsite.core.queries import default_site

# Entries are identified by their address below the admin's own: their names derive from labels, and two may be equal.
EXPLORER = "pages/"
# Wagtail's own submenus, whose entries we arrange anew.
POOLS = ("settings", "reports")


@dataclass(frozen=True)
class Group:
    """Entries that belong together; a person who has only one of them sees it without the group."""

    name: str
    label: str
    icon: str
    order: int
    addresses: tuple[str, ...]


_WATCHING = ("findings/", "inspections/", "freshness/", "health/")
_MANAGING = ("scores/", "work-reports/", "goals/", "duties/", "incidents/")
_CONTENT = ("images/", "media/", "documents/", "question-sets/", "contacts/", "statutes/")
_WORDS = ("text_words/", "search-words/", "searchpicks/")
_FIGURES = ("contributions/statistics/", "timeliness/", "visits/", "search-terms/")
_REPORTS = (
    "reports/workflow/",
    "localize/reports/translations/",
    "reports/aging-pages/",
    "reports/locked/",
    "reports/page-types-usage/",
)
_SITE = ("settings/core/sitesettings/", "settings/publishing/reviewsettings/")
_DIALOGUE = (
    "cases/routing/",
    "settings/interact/feedbacksettings/",
    "settings/interact/activitysettings/",
    "cases/saved-replies/",
)
GROUPS = (
    Group("dialogue", _("职工参与"), "comment-add", 112, ("cases/", "posts/", "contributions/", "activities/")),
    Group(
        "oversight",
        _("监督考核"),
        "bars",
        115,
        _WATCHING + _MANAGING,
    ),
    Group(
        "assets",
        _("素材与用词"),
        "folder-inverse",
        220,
        _CONTENT + _WORDS,
    ),
    Group(
        "people",
        _("人员与账号"),
        "user",
        240,
        ("employees/", "users/", "changes/", "departments/", "groups/", "settings/accounts/securitysettings/"),
    ),
    Group(
        "reports",
        _("报告"),
        "table",
        9000,
        _FIGURES + _REPORTS,
    ),
    Group(
        "records",
        _("记录"),
        "list-ol",
        9100,
        ("reports/audit/", "ledger/", "public-words/", "register/", "backups/", "reports/site-history/"),
    ),
    Group(
        "settings",
        _("设置"),
        "cogs",
        10000,
        (*_SITE, *_DIALOGUE, "workdays/", "redirects/"),
    ),
    Group(
        "technical",
        _("网站结构"),
        "code",
        10100,
        ("sites/", "locales/", "collections/", "workflows/list/", "workflows/tasks/index/"),
    ),
)

# Wagtail and its packages use some icons twice; with these no two entries have the same.
ICONS = {
    "contributions/statistics/": "upload",
    "departments/": "home",
    "groups/": "key",
    "localize/reports/translations/": "globe",
    "locales/": "wagtail-localize-language",
    "reports/aging-pages/": "draft",
    "reports/audit/": "view",
    "reports/locked/": "no-view",
    "search-terms/": "crosshairs",
    "settings/accounts/securitysettings/": "lock",
    "settings/interact/feedbacksettings/": "tick-inverse",
    "settings/publishing/reviewsettings/": "circle-check",
    "sites/": "desktop",
    "statutes/": "doc-full",
    "users/": "login",
    "workflows/list/": "resubmit",
}
LABELS = {
    "searchpicks/": _("搜索置顶"),
    # Told apart from the report of the same name.
    "workflows/list/": _("工作流设置"),
}


def _may(action: str) -> Callable:
    """Return a check for this right on others' pages; Wagtail also counts authors, who change only their own."""
    codename = f"{action}_page"
    return lambda user: (
        user.is_superuser
        or any(
            row.permission.codename == codename for row in page_permission_policy.get_cached_permissions_for_user(user)
        )
    )


# Entries that Wagtail shows to more people than have a use for them, with the check who sees them.
SHOWN_TO: dict[str, Callable] = {
    "reports/workflow/": _may("publish"),
    # The review desk and the report above show the same.
    "reports/workflow_tasks/": lambda user: False,
    "reports/site-history/": _may("change"),
    "reports/aging-pages/": _may("change"),
    "reports/page-types-usage/": lambda user: user.is_superuser,
    "localize/reports/translations/": lambda user: user.has_perm("wagtail_localize.submit_translation"),
    # It counts searches that nobody records here; our own report 搜索词 replaces it.
    "searchpicks/reports/search-terms/": lambda user: False,
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
            stock.label,
            reverse("wagtailadmin_explore", args=[start.pk]),
            name=stock.name,
            icon_name=stock.icon_name,
            order=stock.order,
        )
        self.start = start

    def render_component(self, request):
        return PageExplorerMenuItem(self.name, self.label, self.url, self.start.pk, icon_name=self.icon_name)


def starting_page(user) -> Page | None:
    """Return the highest page with everything below it that a person may open; never the nameless root of the tree."""
    page = page_permission_policy.explorable_root_instance(user)
    site = default_site()
    return site.root_page if page is not None and page.is_root() and site else page


def arrange(request, items: list[MenuItem]) -> None:
    """Put the entries that this person may open into their groups (Wagtail's hook `construct_main_menu`)."""
    pools = {item.name: item.menu.menu_items_for_request(request) for item in items if item.name in POOLS}
    loose = [item for item in items if item.name not in POOLS]
    entries = {address_of(entry): entry for entry in [*loose, *(entry for pool in pools.values() for entry in pool)]}
    for address, is_for in SHOWN_TO.items():
        if address in entries and not is_for(request.user):
            del entries[address]
    for address, entry in entries.items():
        # An entry lives as long as the process, so name and icon are the same for everybody.
        entry.icon_name = ICONS.get(address, entry.icon_name)
        entry.label = LABELS.get(address, entry.label)
    if EXPLORER in entries and (start := starting_page(request.user)):
        entries[EXPLORER] = PagesMenuItem(entries[EXPLORER], start)
    groups = [(group, [entries.pop(address) for address in group.addresses if address in entries]) for group in GROUPS]
    for group, found in groups:
        # Entries that are named nowhere come at the end of the group where Wagtail would show them.
        found += [entries.pop(address_of(entry)) for entry in pools.get(group.name, []) if address_of(entry) in entries]
    items[:] = [*entries.values(), *(entry for group, found in groups for entry in _shown(group, found))]


def address_of(entry: MenuItem) -> str:
    """Return the address below the admin's own; for an entry that opens a submenu, its name."""
    return entry.name if isinstance(entry, SubmenuMenuItem) else entry.url.removeprefix(reverse("wagtailadmin_home"))


def _shown(group: Group, found: list[MenuItem]) -> list[MenuItem]:
    if len(found) < 2:
        return found
    return [SubmenuMenuItem(group.label, OrderedMenu(found), name=group.name, icon_name=group.icon, order=group.order)]
