"""Starts the oversight app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "unionsite.oversight"
    label = "oversight"
    verbose_name = "监督与考核"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.oversight import receivers  # noqa: F401  (registers itself)
