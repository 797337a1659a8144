"""What the admin's home page says of 来稿: what lies with the editors."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.ui.components import Component

from unionsite.publishing.contributions import queries
from unionsite.publishing.contributions.choices import Standing

MOST = 5


class ArrivalsPanel(Component):
    """The longest waiting first, and how many there are."""

    name = "contributions"
    order = 60
    template_name = "publishing/contributions/admin/panel.html"

    def get_context_data(self, parent_context):
        waiting = queries.to_edit()
        return {
            "count": waiting.count(),
            "rows": waiting[:MOST],
            "address": f"{reverse('publishing_contributions:index')}?standing_now={Standing.EDITORS.value}",
        }


def add_panel(request, panels):
    if request.user.has_perm(queries.HANDLE):
        panels.append(ArrivalsPanel())
