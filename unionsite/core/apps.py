"""The core app: what every section shares."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "unionsite.core"
    label = "core"
    verbose_name = "公共部件"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.core import checks, foreign_labels, receivers  # noqa: F401  (register themselves)

        foreign_labels.replace_foreign_labels()
        post_migrate.connect(_after_migrations, sender=self)


def _after_migrations(using, **_kwargs):
    # As above.
    from unionsite.core import page_indexes

    page_indexes.build_again(connections[using])
