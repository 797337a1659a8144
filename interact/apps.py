"""Starts the interact app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractConfig(AppConfig):
    name = "interact"
    verbose_name = "职工交流互动"

    def ready(self):
        # Imported here because models are not loaded before.
        from interact import checks, receivers  # noqa: F401  (register themselves)
        from interact.cases.services import handover
        from interact.following.account_section import own_cases, ways_on
        from interact.participation.services import mixings
        from interact.questionnaires.services import mix_ballots
        from interact.sending import account_section as own_drafts
        from unionsite.accounts.own_account.personal_data import register_account_section
        from unionsite.core import health

        health.CHECKS["cases"] = checks.check_cases
        own_drafts.register()
        register_account_section(10, _("我的诉求"), own_cases, ways_on)
        handover.register_kinds()
        mixings.append(mix_ballots)
