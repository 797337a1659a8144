"""The panel on the admin's first page."""

from __future__ import annotations

from django.utils import timezone
from wagtail.admin.ui.components import Component

from unionsite.oversight.dashboard.queries import board_for
from unionsite.oversight.findings.choices import VIEW
from unionsite.oversight.findings.models import Finding

# Panels whose numbers stand in the dashboard.
SHOWN_HERE = {"cases"}


class DashboardPanel(Component):
    name = "dashboard"
    order = 1
    template_name = "oversight/dashboard/panel.html"

    def get_context_data(self, parent_context):
        return {"board": board_for(parent_context["request"].user, timezone.now())}


def add_panel(request, panels):
    """Put the dashboard first, for those who watch over the site and those who have something to mend."""
    user = request.user
    if user.has_perm(VIEW) or Finding.objects.open().visible_to(user).exists():
        panels[:] = [DashboardPanel(), *(panel for panel in panels if getattr(panel, "name", "") not in SHOWN_HERE)]
