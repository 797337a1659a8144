"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.duties import screens as duties
from unionsite.oversight.findings import screens as findings


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("findings/", include(findings)),
        path("duties/", include(duties)),
    ]


# The functions that each hook calls, in this order.
HOOKS = {
    "register_admin_menu_item": [
        findings.menu_item,
        duties.menu_item,
    ],
    "construct_homepage_panels": [
        duties.add_panel,
    ],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
