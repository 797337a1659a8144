"""Starts the interact app."""

from django.apps import AppConfig


class InteractConfig(AppConfig):
    name = "interact"
    verbose_name = "职工交流互动"

    def ready(self):
        from interact import receivers  # noqa: F401  (registers itself)
