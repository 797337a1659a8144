"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.findings import screens as findings
from unionsite.oversight.health import urls as health
from unionsite.oversight.health.screens.overview import menu_item as health_menu_item


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("findings/", include(findings)),
        path("health/", include(health)),
    ]


# The functions that each hook calls, in this order.
HOOKS = {
    "register_admin_menu_item": [
        findings.menu_item,
        health_menu_item,
    ],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
