"""The lists of the review desk, its menu item, and what it offers for the admin's first page."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.widgets.button import Button
from wagtail.permissions import page_permission_policy

from unionsite.core.screens import Screen
from unionsite.core.waiting import MOST, Work
from unionsite.publishing.review import worklist
from unionsite.publishing.review.worklist import Tab

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


def _has_to_do_with_pieces(user) -> bool:
    # The stages come last because they cost a query on every screen; the menu has read the permissions anyway.
    return bool(
        user.is_superuser
        or page_permission_policy.user_has_any_permission(user, {"add", "change"})
        or worklist.own_stages(user)
    )


class DeskView(Screen, TemplateView):
    template_name = "publishing/desk/index.html"
    page_title = gettext_lazy("审核工作台")
    header_icon = "clipboard-list"
    index_url_name = "publishing_desk:index"
    menu_right = staticmethod(_has_to_do_with_pieces)

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
        page = Paginator(worklist.briefly(states).prefetch_related("chases"), ROWS).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            tabs=[(tab, tab.label, tab == self.tab) for tab in self.tabs],
            tab=self.tab,
            rows=worklist.rows(page.object_list, user, now),
            paginator_page=page,
            nothing=NOTHING[self.tab],
            **kwargs,
        )


def review_button(page, user, next_url=None, view_name=None):
    """Yield the button to the review, in the editor's header, where the page waits for this person."""
    task = page.current_workflow_task
    if task is not None and task.get_actions(page, user):
        address = reverse("publishing_desk:review", args=[page.current_workflow_task_state.pk])
        yield Button(_("审核这篇稿件"), address, icon_name="clipboard-list", priority=5)


def offer_work(user, now):
    """Offer the pieces that this person is to review, and those that came back to be changed."""
    own = worklist.own_stages(user)
    waiting = worklist.briefly(worklist.states_of(Tab.MINE, user, own))[:MOST] if own else []
    returned = worklist.briefly(worklist.returned_to(user))[:MOST]
    for row in worklist.rows([*waiting, *returned], user, now, is_brief=True):
        state = row.task_state
        address = reverse("publishing_desk:review", args=[state.pk])
        title = {"title": state.revision.object_str, "stage": row.stage_name}
        if row.due is None:
            # Snippets have their points on the desk alone.
            edit = reverse("wagtailadmin_pages:edit", args=[state.workflow_state.object_id])
            note = _("退回理由：%(text)s") % {"text": Truncator(state.comment).chars(60)} if state.comment else ""
            yield Work(_("《%(title)s》退回给您修改") % title, _("修改"), edit if row.kind else address, note=note)
        elif not row.is_own:
            note = _("%(name)s送审") % {"name": state.workflow_state.requested_by or "–"}
            note = " · ".join(filter(None, [row.kind, note]))
            yield Work(_("%(stage)s《%(title)s》") % title, _("审核"), address, by=row.due, note=note)
