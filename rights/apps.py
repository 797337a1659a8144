"""The rights app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "rights"
    verbose_name = "职工权益保障"

    def ready(self):
        # Imported here, because models are loaded only now.
        from django.urls import include, path
        from wagtail import hooks

        from rights import statutes

        hooks.register("register_admin_urls", lambda: [path("statutes/", include(statutes))])
        hooks.register("register_admin_menu_item", statutes.StatutesView.menu_item)
