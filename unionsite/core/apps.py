"""The core app: what every section shares."""

from django.apps import AppConfig
from django.db.models.signals import class_prepared, post_migrate

PACKAGES = ("unionsite", "home", "news", "rights", "culture", "interact", "search")


def name_many(sender, **_kwargs) -> None:
    """Name many records of a model of ours as one is named, unless it says otherwise: Chinese has one form for both,
    and Django would add an s."""
    meta = sender._meta
    if sender.__module__.split(".")[0] not in PACKAGES or "verbose_name_plural" in meta.original_attrs:
        return
    if "verbose_name" in meta.original_attrs:
        meta.verbose_name_plural = meta.verbose_name
        # Migrations compare these. Sections have none in theirs, as there is one of each.
        if not any(base.__name__ == "SectionPage" for base in sender.__mro__):
            meta.original_attrs["verbose_name_plural"] = meta.verbose_name


# Connected before any model is loaded.
class_prepared.connect(name_many)


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
