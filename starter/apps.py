"""The starter wing: texts that a new site begins with, and the review of them together."""

from django.utils.translation import gettext_lazy as _

from unionsite.core.wings import Wing, WingConfig

WING = Wing("starter", _("范文"), apps=("starter.apps.StarterConfig",))


class StarterConfig(WingConfig):
    name = "starter"
    label = "starter"
    verbose_name = "范文"

    def join(self):
        # Imported here, because models are loaded only now.
        from django.urls import include, path
        from wagtail import hooks

        from starter import screens
        from unionsite.accounts.sign_in import guard
        from unionsite.core.named import labels

        guard.STEP_UP.update(labels(":", starter="sign"))
        hooks.register("register_admin_urls", lambda: [path("starter/", include(screens))])
        hooks.register("register_admin_menu_item", screens.PackageView.menu_item)
        hooks.register("offer_work", screens.offer_work)
