"""Starts the operations app: each feature joins the places that lower apps offer."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "unionsite.operations"
    label = "operations"
    verbose_name = "运行维护"

    def ready(self):
        # Imported here because models are not loaded before.
        from unionsite.core import health
        from unionsite.operations.backups import checks  # noqa: F401  (registers itself)
        from unionsite.operations.backups.queries import check_backups

        health.CHECKS["backups"] = check_backups
