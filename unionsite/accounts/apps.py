"""The accounts app, and Wagtail's users app with screens of our own."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "unionsite.accounts"
    label = "accounts"
    verbose_name = "账号与部门"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.accounts import checks, receivers  # noqa: F401  (register themselves)
        from unionsite.accounts.sso import views  # noqa: F401  (registers its buttons)
        from unionsite.accounts.staff import account_changes  # noqa: F401  (registers its kinds)


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's own users app under its own label; only the screens differ."""

    user_viewset = "unionsite.accounts.staff.screens.StaffViewSet"
    group_viewset = "unionsite.accounts.staff.screens.RoleGroupViewSet"
