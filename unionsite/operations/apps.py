"""Starts the operations app: each feature joins the places that lower apps offer."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "unionsite.operations"
    label = "operations"
    verbose_name = "运行维护"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.operations import receivers  # noqa: F401  (register themselves)
