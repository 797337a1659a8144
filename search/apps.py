"""The search app; it adds its check to `/healthz`."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "搜索"

    def ready(self):
        # Imported here, because models are loaded only now.
        from search import checks, receivers  # noqa: F401  (register themselves)
        from unionsite.core import health

        health.CHECKS["search"] = checks.check_search
