"""What a user may do with a page, where it is less than Wagtail's answer."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    def can_unschedule(self):
        """Nobody on Wagtail's screen: what waits for its time is withdrawn with a reason, which its readers are told
        (`publishing.services.planning`)."""
        return False
