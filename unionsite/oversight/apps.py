"""Starts the oversight app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "unionsite.oversight"
    label = "oversight"
    verbose_name = "监督与考核"

    def ready(self):
        from unionsite.oversight.register import receivers  # noqa: F401
