"""Starts the oversight app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "unionsite.oversight"
    label = "oversight"
    verbose_name = "监督与考核"

    def ready(self):
        # Imported here, because models are loaded only now.
        from interact.desk.screens.below_case import case_links
        from unionsite.oversight.findings.screens import link_from_case

        case_links.append(link_from_case)
        from unionsite.oversight import receivers  # noqa: F401  (registers itself)
