"""Who may manage the roll and employees' accounts."""

from django.core.exceptions import PermissionDenied
from wagtail.permission_policies.base import BasePermissionPolicy

from unionsite.accounts.models import User


def may_manage_roll(user) -> bool:
    return user.is_active and user.has_perm("accounts.manage_roll")


class RollPolicy(BasePermissionPolicy):
    """View and change; employees come by the roll alone and are never deleted."""

    def user_has_permission(self, user, action):
        return action in ("view", "change") and may_manage_roll(user)

    def users_with_any_permission(self, actions):
        return User.objects.none()


policy = RollPolicy(User)


class RollRequiredMixin:
    def dispatch(self, request, *args, **kwargs):
        if not may_manage_roll(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
