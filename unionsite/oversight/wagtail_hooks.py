"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.dashboard import screens as dashboard
from unionsite.oversight.findings import screens as findings
from unionsite.oversight.inspections import screens as inspections
from unionsite.oversight.scores import screens as scores


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("findings/", include(findings)),
        path("inspections/", include(inspections)),
        path("scores/", include(scores)),
    ]


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [inspections.checklists, *scores.viewsets]


# The functions that each hook calls, in this order.
HOOKS = {
    "construct_homepage_panels": [dashboard.add_panel],
    "register_admin_menu_item": [
        findings.menu_item,
        inspections.menu_item,
        scores.menu_item,
    ],
}
for hook, functions in HOOKS.items():
    for function in functions:
        # Runs after all apps have added their panels, some of which the dashboard stands for.
        hooks.register(hook, function, order=10)
