"""The accounts app, and Wagtail's users app with screens of our own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "unionsite.accounts"
    label = "accounts"
    verbose_name = "账号与部门"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.accounts import checks, receivers  # noqa: F401  (register themselves)
        from unionsite.accounts.people.models import Department
        from unionsite.accounts.public_words import forms
        from unionsite.accounts.public_words.services import register_public_words
        from unionsite.accounts.staff import account_changes  # noqa: F401  (registers its kinds)
        from unionsite.core.models import SiteSettings

        names = ["name", "name_en"]
        register_public_words(
            Department, fields=[*names, "is_named"], label=_("部门名称"), first=["is_named"], new_alone=names
        )
        times = ["work_from", "work_until"]
        register_public_words(
            SiteSettings,
            fields=SiteSettings.WORDS,
            label=_("修改网站信息"),
            first=SiteSettings.REQUIRED,
            along={"work_note": times, "work_note_en": times},
        )
        SiteSettings.base_form_class = forms.SiteSettingsForm


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's own users app under its own label; only the screens differ."""

    user_viewset = "unionsite.accounts.staff.screens.StaffViewSet"
    group_viewset = "unionsite.accounts.staff.screens.RoleGroupViewSet"
