"""What is raised when a text would become public, or change, in a way that it may not."""

from django.core.exceptions import PermissionDenied

from unionsite.core.refusals import Refused


class NotReleased(Refused):
    """It would have become public without two approvals of this very text."""


class Frozen(Refused, PermissionDenied):
    """A text that is under review or was released would have been changed.

    Also a PermissionDenied, for that is what Wagtail's editor turns into its own “invalid revision” answer.
    """
