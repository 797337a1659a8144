"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.findings import screens as findings
from unionsite.oversight.freshness.screens import ledger as freshness
from unionsite.oversight.freshness.screens.plans import plans
from unionsite.oversight.register import screens as register


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [plans]


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("findings/", include(findings)),
        path("freshness/", include(freshness)),
        path("register/", include(register)),
    ]


# The functions that each hook calls, in this order.
HOOKS = {
    "register_admin_menu_item": [
        findings.menu_item,
        freshness.menu_item,
        register.menu_item,
    ],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
