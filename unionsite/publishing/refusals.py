"""What is raised when something may not be done; its text is for the person who tried (Chinese, through gettext)."""

from django.core.exceptions import PermissionDenied


class Refused(Exception):
    """Nothing was stored. `str(error)` says why and what to do; `middleware.RefusalMiddleware` shows it where the
    person is. Not a PermissionDenied: Wagtail would catch that and drop the words."""


class NotReleased(Refused):
    """It would have become public without two approvals of this very text."""


class Frozen(Refused, PermissionDenied):
    """A text that is under review or was released would have been changed.

    Also a PermissionDenied, for that is what Wagtail's editor turns into its own “invalid revision” answer.
    """
