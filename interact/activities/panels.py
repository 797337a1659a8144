"""The panel of an activity's edit screen that says where the activity stands, and what that means for the form."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from wagtail.admin.panels import Panel

from unionsite.core.named import named

progress_of = named("interact.activities.queries.progress_of")


class ProgressPanel(Panel):
    """State, figures and the way to cancel; empty until the activity is published."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "interact/admin/activity_panel.html"

        def is_shown(self):
            return bool(self.instance.pk and self.instance.live)

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, "page": self.instance, "progress": progress_of(self.instance, timezone.now())}
