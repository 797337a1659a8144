"""A page that waits for its time: what people read on its edit screen, and what they may not do with it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import ScheduledForPublishLock
from wagtail.models import PagePermissionTester


class PlannedLock(ScheduledForPublishLock):
    """Nobody edits what is to come up by itself; the message says when, and how to take it back."""

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
    """What a user may do with a page, where it is less than Wagtail's answer."""

    def can_unschedule(self):
        """Nobody on Wagtail's screen: what waits for its time is withdrawn with a reason, which its readers are told
        (`publishing.review.services.planning`)."""
        return False
