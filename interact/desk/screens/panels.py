"""The desk on the admin's home page and in its menu, for people with a right of the desk alone."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from interact.cases.querysets import desk_rights
from interact.desk import queries
from interact.desk.queries import Tab
from interact.desk.screens.base import TITLE

SHOWN = (Tab.OVERDUE, Tab.TODAY, Tab.MINE)


class CasesPanel(Component):
    """Overdue, due today, mine: how many, with ways there. No word of any case."""

    name = "cases"
    order = 55
    template_name = "interact/cases/panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        counts = queries.counts(user, list(SHOWN), timezone.localdate())
        # Three noughts say nothing.
        return {"rows": [(tab, tab.label, counts[tab]) for tab in SHOWN] if any(counts.values()) else []}


def add_panel(request, panels):
    if desk_rights(request.user):
        panels.append(CasesPanel())


class DeskMenuItem(MenuItem):
    def is_shown(self, request):
        return bool(desk_rights(request.user))


def menu_item() -> MenuItem:
    return DeskMenuItem(TITLE, reverse("cases_admin:index"), name="cases", icon_name="comment", order=112)
