"""The home app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "首页与普通页面"

    def ready(self):
        # Imported here because models are not loaded before.
        from home import receivers  # noqa: F401  (registers itself)
