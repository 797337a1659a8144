"""Starts the operations app: each feature joins the places that lower apps offer."""

from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    name = "unionsite.operations"
    label = "operations"
    verbose_name = "运行维护"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.core.health import CHECKS
        from unionsite.operations import receivers  # noqa: F401  (register themselves)
        from unionsite.operations.alarms.rules import Kind
        from unionsite.operations.alarms.watching import WATCHED
        from unionsite.operations.backups import checks  # noqa: F401  (registers itself)
        from unionsite.operations.backups.queries import alarming, check_backups
        from unionsite.operations.copies import receivers as receivers_of_copies  # noqa: F401
        from unionsite.operations.copies.queries import alarming as alarming_of_copies
        from unionsite.operations.copies.queries import check_copy

        CHECKS["backups"] = check_backups
        WATCHED[Kind.BACKUP] = alarming
        WATCHED[Kind.COPY] = alarming_of_copies
        if settings.STATIC_COPY:
            CHECKS["static_copy"] = check_copy
