"""Taking back what was released for a time to come (S-3.7)."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from unionsite.publishing.review.queries import may_withdraw
from unionsite.publishing.review.screens.reasons import ReasonView
from unionsite.publishing.review.services.planning import withdraw_plan


class WithdrawView(ReasonView):
    template_name = "publishing/desk/withdraw.html"
    page_title = gettext_lazy("撤回计划发布")
    header_icon = "calendar-alt"
    label = gettext_lazy("撤回原因")
    help_text = gettext_lazy("例如：活动改期。原因会记入审计日志，并发给作者和审核人员。")
    missing = gettext_lazy("请写明撤回的原因。")
    button = gettext_lazy("撤回")

    def dispatch(self, request, *args, **kwargs):
        page = get_object_or_404(Page.objects.select_related("alias_of"), pk=kwargs["page_id"], depth__gt=1)
        self.page = (page.alias_of or page).specific
        if not may_withdraw(request.user, self.page):
            raise PermissionDenied
        self.revision = self.page.scheduled_revision
        if self.revision is None:
            messages.info(request, _("这篇稿件没有等待发布的版本，可能已经发布或撤回。"))
            return redirect(self.back())
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> str:
        if self.page.permissions_for_user(self.request.user).can_edit():
            return reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return reverse("publishing_desk:index")

    get_success_url = back

    def get_context_data(self, **kwargs):
        return super().get_context_data(planned=self.revision.approved_go_live_at, **kwargs)

    def stop(self, reason):
        withdraw_plan(page=self.page, user=self.request.user, reason=reason)
        return _("《%(title)s》的计划发布已撤回，到时不会发布。修改后请重新提交审核。") % {"title": self.page.title}


def withdraw_button(page, user, next_url=None, view_name=None):
    if not page.is_root() and page.approved_schedule and may_withdraw(user, page):
        address = reverse("publishing_desk:withdraw", args=[page.pk])
        yield Button(_("撤回计划发布"), address, icon_name="calendar-alt", priority=6)
