"""The lists of the review desk, its menu item, and its panels on the admin's first page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from unionsite.core.screens import RightMenuItem, Screen
from unionsite.publishing.review import worklist
from unionsite.publishing.review.worklist import Tab

TITLE = gettext_lazy("审核工作台")
ROWS = 30
NOTHING = {
    Tab.MINE: gettext_lazy("没有等您审核的稿件。有新的稿件提交时，您会收到邮件。"),
    Tab.ALL: gettext_lazy("现在没有稿件在审。"),
    Tab.SENT: gettext_lazy("您还没有提交过稿件。写好稿件后点击“提交审核”，就能在这里看到进度。"),
    Tab.DONE: gettext_lazy("您还没有审过稿件。"),
}


def tabs_of(user) -> list[Tab]:
    """Return the tabs a person may see: reviewers and superusers all, others only the pieces they submitted."""
    if user.is_superuser or worklist.own_stages(user):
        return list(Tab)
    return [Tab.SENT]


class DeskView(Screen, TemplateView):
    template_name = "publishing/desk/index.html"
    page_title = TITLE
    header_icon = "clipboard-list"

    @cached_property
    def tabs(self) -> list[Tab]:
        return tabs_of(self.request.user)

    @cached_property
    def tab(self) -> Tab:
        wanted = self.request.GET.get("tab", "")
        return Tab(wanted) if wanted in self.tabs else self.tabs[0]

    def get_context_data(self, **kwargs):
        user, now = self.request.user, timezone.now()
        stages = worklist.own_stages(user)
        states = worklist.states_of(self.tab, user, stages)
        page = Paginator(worklist.prepared(states), ROWS).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            tabs=[(tab, tab.label, tab == self.tab) for tab in self.tabs],
            tab=self.tab,
            rows=worklist.rows(page.object_list, user, now),
            paginator_page=page,
            nothing=NOTHING[self.tab],
            **kwargs,
        )


def _has_to_do_with_pieces(user) -> bool:
    # The stages come last because they cost a query on every screen; the menu has read the permissions anyway.
    return bool(
        user.is_superuser
        or page_permission_policy.user_has_any_permission(user, {"add", "change"})
        or worklist.own_stages(user)
    )


def menu_item() -> RightMenuItem:
    return RightMenuItem(
        TITLE, reverse("publishing_desk:index"), _has_to_do_with_pieces, name="desk", icon_name="clipboard-list"
    )


def review_button(page, user, next_url=None, view_name=None):
    """Yield the button to the review, in the editor's header, where the page waits for this person."""
    task = page.current_workflow_task
    if task is not None and task.get_actions(page, user):
        address = reverse("publishing_desk:review", args=[page.current_workflow_task_state.pk])
        yield Button(_("审核这篇稿件"), address, icon_name="clipboard-list", priority=5)


class ReturnedPanel(Component):
    """The panel of the admin's first page with the pieces that this person has to change and submit again."""

    name = "returned_to_submitter"
    template_name = "publishing/desk/returned_panel.html"
    order = 49
    most = 5

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        states = list(worklist.prepared(worklist.returned_to(user))[: self.most + 1])
        return {
            "rows": worklist.rows(states[: self.most], user, timezone.now()),
            "has_more": len(states) > self.most,
            "tab": Tab.SENT,
        }


class WaitingPanel(Component):
    """The panel of the admin's first page with the pieces that wait for this person, longest waiting first."""

    name = "waiting_for_review"
    template_name = "publishing/desk/panel.html"
    order = 50
    most = 5

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        states = worklist.states_of(Tab.MINE, user, worklist.own_stages(user))
        return {
            "count": states.count(),
            "rows": worklist.rows(worklist.prepared(states)[: self.most], user, timezone.now()),
        }


def add_panel(request, panels):
    """Put our panels in the place of Wagtail's panels of tasks, which know no due dates."""
    panels[:] = [
        panel
        for panel in panels
        if getattr(panel, "name", "") not in ("workflow_objects_to_moderate", "user_objects_in_workflow_moderation")
    ]
    panels.append(ReturnedPanel())
    if worklist.own_stages(request.user):
        panels.append(WaitingPanel())
