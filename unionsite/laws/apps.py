"""The law library's app."""

from django.apps import AppConfig


class LawsConfig(AppConfig):
    name = "unionsite.laws"
    label = "laws"
    verbose_name = "法律法规库"

    def ready(self):
        # Imported here, because models are loaded only now.
        from wagtail import hooks

        from unionsite.laws.screens import article_chooser

        hooks.register("register_admin_viewset", lambda: article_chooser)
