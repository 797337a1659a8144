"""The core app: what every section shares."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "unionsite.core"
    label = "core"
    verbose_name = "公共部件"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.core import checks, foreign_labels, receivers  # noqa: F401  (register themselves)

        foreign_labels.replace_foreign_labels()
