"""Starts the interact app."""

from django.apps import AppConfig


class InteractConfig(AppConfig):
    name = "interact"
    verbose_name = "职工交流互动"

    def ready(self):
        # Imported here because models are not loaded before.
        from interact import checks, receivers  # noqa: F401  (register themselves)
        from interact.cases.services import handover
        from interact.discussions import account_section as own_posts
        from interact.following import account_section
        from interact.sending import account_section as own_drafts
        from interact.signups import account_section as own_signups
        from unionsite.core import health

        health.CHECKS["cases"] = checks.check_cases
        account_section.register()
        own_drafts.register()
        own_posts.register()
        own_signups.register()
        handover.register_kinds()
