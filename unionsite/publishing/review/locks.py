"""What people read on the edit screen of something that waits for review."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """Nobody edits what is under review; the message says where it is and what can be done."""

    def get_message(self, user):
        return format_html(
            _("本稿正在<b>{stage}</b>，审核期间内容不能改动。需要修改时，请由审核人退回，或由提交人撤回。"),
            stage=self.task.name,
        )

    def get_locked_by(self, user, can_lock=False):
        return _("审核中，已锁定")

    def get_description(self, user, can_lock=False):
        return _("审核期间任何人都不能改动内容")

    def get_icon(self, user, can_lock=False):
        return "lock"
