"""The panel of a quiz's edit screen that leads to its figures and results."""

from __future__ import annotations

from wagtail.admin.panels import Panel


class FiguresPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "interact/admin/quiz_panel.html"

        def is_shown(self):
            return bool(self.instance.pk and self.instance.live)
