"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.findings import screens as findings
from unionsite.oversight.goals import screens as goals
from unionsite.oversight.incidents import screens as incidents


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("findings/", include(findings)),
        path("goals/", include(goals)),
        path("incidents/", include(incidents)),
    ]


# The functions that each hook calls, in this order.
HOOKS = {
    "register_admin_menu_item": [
        findings.menu_item,
        incidents.menu_item,
        goals.menu_item,
    ],
    "register_admin_viewset": [
        goals.viewset,
    ],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
