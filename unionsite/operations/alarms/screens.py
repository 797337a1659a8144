"""Open alarms on the admin's first page."""

from __future__ import annotations

from wagtail.admin.ui.components import Component

from unionsite.operations.alarms.choices import VIEW
from unionsite.operations.alarms.models import Alarm

MOST_SHOWN = 20


class AlarmsPanel(Component):
    name = "alarms"
    order = 0
    template_name = "operations/alarms/panel.html"

    def __init__(self, alarms: list[Alarm]):
        self.alarms = alarms

    def get_context_data(self, parent_context):
        return {"alarms": self.alarms}


def add_panel(request, panels):
    """Put what is wrong with the installation above everything, for those who run it."""
    if request.user.has_perm(VIEW) and (alarms := list(Alarm.objects.filter(ended_at=None)[:MOST_SHOWN])):
        panels.insert(0, AlarmsPanel(alarms))
