"""The audit app: the one log of who did what; it can only grow."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "unionsite.audit"
    label = "audit"
    verbose_name = "审计日志"

    def ready(self):
        # Imported here, because models are loaded only now.
        from unionsite.audit import checks  # noqa: F401  (registers itself)
