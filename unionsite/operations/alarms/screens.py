"""Open alarms on the admin's first page."""

from __future__ import annotations

from unionsite.core.panels import HomePanel
from unionsite.operations.alarms.models import Alarm
from unionsite.operations.alarms.rules import VIEW

MOST_SHOWN = 20


def add_panel(request, panels):
    """Put what is wrong with the installation above everything, for those who run it."""
    if request.user.has_perm(VIEW) and (alarms := list(Alarm.objects.filter(ended_at=None)[:MOST_SHOWN])):
        panels.insert(0, HomePanel("alarms", "operations/alarms/panel.html", 0, alarms=alarms))
