"""运行概况: the whole of it on a screen of its own, and on the admin's first page what is not nought."""

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from unionsite.core.panels import HomePanel
from unionsite.core.screens import RightRequiredMixin, Screen
from unionsite.oversight.dashboard.queries import board_for
from unionsite.oversight.findings.choices import VIEW


class BoardView(RightRequiredMixin, Screen, TemplateView):
    right = VIEW
    template_name = "oversight/dashboard/board.html"
    page_title = gettext_lazy("运行概况")
    header_icon = "view"

    def get_context_data(self, **kwargs):
        return super().get_context_data(board=board_for(self.request.user, timezone.now()), **kwargs)


def add_panel(request, panels):
    """For those who watch over the site; what others are to mend stands among what waits for them."""
    if request.user.has_perm(VIEW):
        board = board_for(request.user, timezone.now(), is_whole=False)
        panels.append(HomePanel("dashboard", "oversight/dashboard/panel.html", 40, board=board))


app_name = "dashboard_admin"
urlpatterns = [path("", BoardView.as_view(), name="board")]
