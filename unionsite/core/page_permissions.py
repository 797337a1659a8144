"""What a user may do with a page: Wagtail's answers, without asking the database what the page itself knows."""

from wagtail.models import PagePermissionTester


class PagePermissions(PagePermissionTester):
    """Lists ask it of each row, where nearly every page is live or has nothing below it."""

    def can_unschedule(self):
        """Nobody on Wagtail's screen: what waits for its time is withdrawn with a reason, which its readers are told
        (`publishing.services.planning`)."""
        return False

    def can_delete(self, ignore_bulk=False):
        if not self.user.is_active or self.page_is_root or self.user.is_superuser or "publish" in self.permissions:
            return super().can_delete(ignore_bulk)
        # Who may not publish deletes neither a live page nor one with live pages below it.
        if self.page.live:
            return False
        if not self.page.is_leaf():
            return super().can_delete(ignore_bulk)
        return "change" in self.permissions or ("add" in self.permissions and self.page.owner_id == self.user.pk)
