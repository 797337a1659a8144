"""Who may see and do what with plan, register and posts."""

from django.core.exceptions import PermissionDenied

VIEW_PLAN = "publishing.view_planneditem"
ADD_PLAN = "publishing.add_planneditem"
CHANGE_PLAN = "publishing.change_planneditem"
VIEW_POSTS = "publishing.view_platformpost"
POST = "publishing.change_platformpost"
VIEW_REGISTER = "publishing.view_platform"
ADD_PLATFORM = "publishing.add_platform"
CHANGE_PLATFORM = "publishing.change_platform"


class RightRequiredMixin:
    """`right` is the permission that the view asks for, whatever the method."""

    right = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
