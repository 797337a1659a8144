"""Starts the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "搜索"

    def ready(self):
        # Models are loaded only now.
        from search import checks
        from search.index import receivers as _index  # noqa: F401  (register themselves)
        from search.promotions import receivers as _promotions  # noqa: F401
        from search.terms import receivers as _terms  # noqa: F401
        from unionsite.core import health

        health.CHECKS["search"] = checks.check_search
