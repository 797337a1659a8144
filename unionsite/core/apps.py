"""The core app: what every section shares."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "unionsite.core"
    label = "core"
    verbose_name = "公共部件"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.core import checks, foreign_labels, page_indexes, receivers  # noqa: F401  (register themselves)

        foreign_labels.replace_foreign_labels()
        foreign_labels.compare_in_words()
        post_migrate.connect(page_indexes.after_migrations, sender=self)
