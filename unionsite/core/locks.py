"""A page that waits for its planned publication: the message on its edit screen, and what people may not do with it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import PagePermissionTester


class PlannedLock(ScheduledForPublishLock):
    """Lets nobody edit a page that will publish itself; the message says when, and how to withdraw the plan."""

    def get_message(self, user):
        moment = timezone.localtime(self.object.scheduled_revision.approved_go_live_at)
        return format_html(
            _(
                "本稿已通过终审，将于<b>{moment}</b>自动发布，发布前内容不能改动。"
                "需要修改或取消时，请先<a href='{address}'>撤回计划发布</a>。"
            ),
            moment=date_format(moment, "Y-m-d H:i"),
            address=reverse("publishing_desk:withdraw", args=[self.object.pk]),
        )

    def get_locked_by(self, user, can_lock=False):
        return _("等待发布，已锁定")

    def get_description(self, user, can_lock=False):
        return _("到计划时间自动发布，此前任何人都不能改动内容")


class PagePermissions(PagePermissionTester):
    """Narrows Wagtail's answers about what a user may do with a page."""

    def can_unschedule(self):
        """Always False: a planned page is withdrawn on our own screen, with a reason that its writers and reviewers are
        told (`publishing.review.services.scheduling`)."""
        return False

    def can_delete(self, ignore_bulk=False):
        # Wagtail asks the database for each page, and says the same: whoever may not publish deletes nothing live.
        if self.page.live and not self.user.is_superuser and "publish" not in self.permissions:
            return False
        return super().can_delete(ignore_bulk)
