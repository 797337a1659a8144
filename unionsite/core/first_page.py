"""What stands first when a member of staff comes in: what waits for them; and 待办, the same without an end."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.core.panels import HomePanel
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.core.waiting import work_of

# As many as stand on the first screen of a desktop.
MOST = 6


def add_panel(request, panels) -> None:
    """Put what waits for this person in the place of Wagtail's panels, which know neither hours nor our review."""
    rows = request.work = work_of(request.user, timezone.now())
    ours = [panel for panel in panels if isinstance(panel, HomePanel)]
    more = max(len(rows) - MOST, 0)
    panels[:] = [HomePanel("work", "core/first_page/panel.html", 20, rows=rows[:MOST], more=more), *ours]


class WorkView(RightRequiredMixin, Screen, TemplateView):
    right = "wagtailadmin.access_admin"
    template_name = "core/first_page/work.html"
    page_title = gettext_lazy("待办")
    header_icon = "tasks"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=work_of(self.request.user, timezone.now()), **kwargs)


app_name = "first_page"
urlpatterns = [path("", WorkView.as_view(), name="work")]
