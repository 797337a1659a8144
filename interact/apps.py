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
        from interact.following.views.finding import own_cases, ways_on
        from interact.participation.services import mixings
        from interact.questionnaires.services import mix_ballots
        from interact.sending.drafts import own_drafts
        from unionsite.accounts.own_account.personal_data import register_account_section
        from unionsite.core import health

        health.CHECKS["cases"] = checks.check_cases
        register_account_section(5, _("没写完的内容"), own_drafts)
        register_account_section(10, _("我的诉求"), own_cases, ways_on)
        handover.register_kinds()
        mixings.append(mix_ballots)
