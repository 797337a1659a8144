"""Registers the oversight app's staff screens."""

from django.urls import include, path
from wagtail import hooks

from unionsite.core.wings import is_on
from unionsite.oversight.dashboard import screens as dashboard
from unionsite.oversight.duties import screens as duties
from unionsite.oversight.findings import screens as findings
from unionsite.oversight.freshness.screens import ledger as freshness
from unionsite.oversight.freshness.screens.plans import plans
from unionsite.oversight.goals import screens as goals
from unionsite.oversight.health import screens as health
from unionsite.oversight.incidents import screens as incidents
from unionsite.oversight.inspections import screens as inspections
from unionsite.oversight.register import screens as register
from unionsite.oversight.reports import screens as reports
from unionsite.oversight.scores import screens as scores
from unionsite.oversight.visits import screens as visits


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


def register_viewsets():
    return [inspections.checklists, goals.plan, plans, *scores.viewsets]


# The functions that each hook calls, in this order.
HOOKS = {
    "register_admin_urls": [register_addresses],
    "register_admin_viewset": [register_viewsets],
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
        findings.FindingsView.menu_item,
        inspections.InspectionsView.menu_item,
        duties.DutiesView.menu_item,
        incidents.IncidentsView.menu_item,
        incidents.SwitchesView.menu_item,
        goals.TasksView.menu_item,
        health.OverviewView.menu_item,
        visits.PagesView.menu_item,
        freshness.LedgerView.menu_item,
        register.RegisterView.menu_item,
        reports.ReportsView.menu_item,
        scores.PeriodsView.menu_item,
        scores.points.PointsView.menu_item,
    ],
    "register_page_header_buttons": [visits.views_button],
}
if is_on("oversight"):
    for hook, functions in HOOKS.items():
        for function in functions:
            hooks.register(hook, function)
