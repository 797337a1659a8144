"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.oversight.dashboard import screens as dashboard
from unionsite.oversight.duties import screens as duties
from unionsite.oversight.findings import screens as findings
from unionsite.oversight.freshness.screens import ledger as freshness
from unionsite.oversight.freshness.screens.plans import plans
from unionsite.oversight.goals import screens as goals
from unionsite.oversight.health import urls as health
from unionsite.oversight.health.screens.overview import menu_item as health_menu_item
from unionsite.oversight.incidents import screens as incidents
from unionsite.oversight.inspections import screens as inspections
from unionsite.oversight.register import screens as register
from unionsite.oversight.reports import screens as reports
from unionsite.oversight.scores import screens as scores
from unionsite.oversight.visits import screens as visits


@hooks.register("register_admin_urls")
def register_addresses():
    return [
        path("overview/", include(dashboard)),
        path("findings/", include(findings)),
        path("inspections/", include(inspections)),
        path("duties/", include(duties)),
        path("goals/", include(goals)),
        path("incidents/", include(incidents)),
        path("health/", include(health)),
        path("visits/", include(visits)),
        path("freshness/", include(freshness)),
        path("register/", include(register)),
        path("work-reports/", include(reports)),
        path("scores/", include(scores)),
    ]


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [inspections.checklists, goals.viewset(), plans, *scores.viewsets]


# The functions that each hook calls, in this order.
HOOKS = {
    "construct_homepage_panels": [dashboard.add_panel],
    "offer_work": [
        incidents.offer_work,
        findings.offer_work,
        reports.offer_work,
        duties.offer_work,
        goals.offer_work,
        freshness.offer_work,
        scores.offer_work,
    ],
    "register_admin_menu_item": [
        findings.menu_item,
        inspections.menu_item,
        duties.menu_item,
        incidents.menu_item,
        incidents.switches_menu_item,
        goals.menu_item,
        health_menu_item,
        visits.menu_item,
        freshness.menu_item,
        register.menu_item,
        reports.menu_item,
        scores.menu_item,
        scores.points_menu_item,
    ],
    "register_page_header_buttons": [visits.views_button],
}
for hook, functions in HOOKS.items():
    for function in functions:
        hooks.register(hook, function)
